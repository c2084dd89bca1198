// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * Profiles read back from pprof files of any writer, and what they add up to: trees, tables, and
 * merged files. Whatever is in a file, reading it ends in a profile or in a {@link
 * org.jmhpprof.viewer.model.BadProfile} of one line.
 */
package org.jmhpprof.viewer.model;
