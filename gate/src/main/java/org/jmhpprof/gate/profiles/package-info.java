// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * Profiles on disk: reads what the profiler left for each fork, and writes pairs whose difference
 * plain {@code pprof -diff_base} shows per operation.
 *
 * <p>Files are not trusted: whatever is in them, reading ends in a profile or in a {@link
 * org.jmhpprof.gate.json.BadInput} of one line.
 */
package org.jmhpprof.gate.profiles;
