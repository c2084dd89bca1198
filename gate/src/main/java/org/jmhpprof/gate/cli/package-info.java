// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/** The command line: options in, a table and an exit status out. */
package org.jmhpprof.gate.cli;
