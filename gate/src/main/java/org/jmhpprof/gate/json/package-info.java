// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * Files to records, which Jackson binds: JMH's results, what a run notes beside them, the
 * configuration and the history. Whatever cannot be understood is a {@link
 * org.jmhpprof.gate.json.BadInput} that names file and field.
 */
package org.jmhpprof.gate.json;
