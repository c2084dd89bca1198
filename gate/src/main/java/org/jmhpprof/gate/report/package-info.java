// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * What the gate found, for machines and for people: {@code report.json}, {@code report.md}, {@code
 * junit.xml}, {@code report.sarif}, {@code report.html}.
 *
 * <p>Each format is one class from a {@link org.jmhpprof.gate.report.Report}, which puts them on
 * disk, to text.
 */
package org.jmhpprof.gate.report;
