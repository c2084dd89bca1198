// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * From counted stacks to a pprof file.
 *
 * <p>A {@link org.jmhpprof.profile.StackTable} adds up equal stacks of one {@link
 * org.jmhpprof.profile.Event} while the benchmark runs. Between iterations a {@link
 * org.jmhpprof.profile.FrameCache} gives the new words names, and {@link
 * org.jmhpprof.profile.ProfileWriter} streams both to a file; {@link org.jmhpprof.profile.TopTable}
 * is the short form for JMH's text result. This package knows no signal, no ring and no JMH, and is
 * the only one that sees protobuf. Everything here is for one thread at a time.
 *
 * <h2>Rules of the format that the writer relies on</h2>
 *
 * <p>From {@code profile.proto} and the checks of pprof's reader:
 *
 * <ul>
 *   <li>{@code string_table[0]} is ""; every string is an index, and strings may follow their
 *       users.
 *   <li>Ids of mappings, locations and functions are unique and not 0; here they count from 1 in
 *       the order of first use.
 *   <li>A sample has one value per sample type; {@code location_id[0]} is the leaf. A sample
 *       without locations counts in the total only.
 *   <li>Without {@code default_sample_type} the last type is shown; names of types are unique.
 *   <li>A label holds a string or a number. One whose string is empty is dropped by readers, so it
 *       is not written.
 *   <li>The first mapping names the report. A mapping with {@code has_functions} is not looked up
 *       in the local file; that is true of Java code, and of a binary of which every location has a
 *       function.
 *   <li>Two samples with the same locations and labels would stay apart in a single file, so there
 *       are none.
 *   <li>A function whose {@code name} and {@code system_name} are equal may be demangled by the
 *       reader.
 *   <li>The file is gzip.
 * </ul>
 */
package org.jmhpprof.profile;
