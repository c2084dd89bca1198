// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/** The commands of {@code java -jar jmh-pprof.jar}. Nothing here runs in a fork. */
package org.jmhpprof.viewer.cli;
