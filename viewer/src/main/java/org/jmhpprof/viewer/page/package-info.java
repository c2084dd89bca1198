// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/** Pages in HTML: of the profiles of a benchmark, of two that are compared, and over a run. */
package org.jmhpprof.viewer.page;
