// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * Sends merged profiles to servers that store them, over HTTP. The host uses it between two
 * benchmarks; a fork never does. The formats are those that the servers publish:
 *
 * <ul>
 *   <li>Pyroscope: {@code POST /ingest}, a form with the fields {@code profile} and {@code
 *       sample_type_config}
 *   <li>Parca: {@code ProfileStoreService.WriteRaw}, as its HTTP gateway takes it, in JSON
 * </ul>
 */
package org.jmhpprof.push;
