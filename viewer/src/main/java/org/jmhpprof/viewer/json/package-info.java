// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/** JSON, as pages and servers take it. */
package org.jmhpprof.viewer.json;
