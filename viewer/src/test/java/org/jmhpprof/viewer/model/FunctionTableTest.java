// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jmhpprof.viewer.MadeProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionTableTest {
  @TempDir Path directory;

  private Map<String, FunctionTable.Row> byName(FunctionTable table) {
    return table.rows().stream()
        .collect(Collectors.toMap(row -> row.function().name(), Function.identity()));
  }

  @Test
  void valuesArePerOperationAndAMeanOverForks() throws Exception {
    // 10 ns/op in one fork, 30 in the other, which ran ten times as long.
    Path a =
        MadeProfile.ofFork(1, 10, "cpu/nanoseconds")
            .sample("f;main", "", 100)
            .write(directory.resolve("1.pb.gz"));
    Path b =
        MadeProfile.ofFork(2, 100, "cpu/nanoseconds")
            .sample("f;main", "", 3000)
            .write(directory.resolve("2.pb.gz"));
    FunctionTable table = FunctionTable.of(Profiles.read(List.of(a, b)), 0);
    FunctionTable.Row f = byName(table).get("f");
    assertEquals(10, f.self()[0], 1e-9);
    assertEquals(30, f.self()[1], 1e-9);
    assertEquals(20, table.value(f.self(), 0, 2), 1e-9);
    assertEquals(20, table.value(byName(table).get("main").total(), 0, 2), 1e-9);
    assertEquals(0, table.value(byName(table).get("main").self(), 0, 2), 1e-9);
    assertEquals(10, FunctionTable.standardError(f.self(), 0, 2), 1e-9);
    assertTrue(Double.isNaN(FunctionTable.standardError(f.self(), 0, 1)));
  }

  @Test
  void withoutOperationsTheyAreSums() throws Exception {
    Path a =
        new MadeProfile("cpu/nanoseconds").sample("f", "", 100).write(directory.resolve("1.pb.gz"));
    Path b =
        new MadeProfile("cpu/nanoseconds")
            .sample("f", "", 3000)
            .write(directory.resolve("2.pb.gz"));
    FunctionTable table = FunctionTable.of(Profiles.read(List.of(a, b)), 0);
    assertEquals(3100, table.value(table.all(), 0, 2), 1e-9);
  }

  @Test
  void aFunctionThatCallsItselfCountsOncePerStack() throws Exception {
    Path file =
        new MadeProfile("cpu/nanoseconds")
            .sample("r;r;x;r;main", "", 7)
            .sample("x;r;main", "", 5)
            .sample("x;main", "", 2)
            .sample("", "", 1)
            .write(directory.resolve("1.pb.gz"));
    FunctionTable table = FunctionTable.of(Profiles.read(List.of(file)), 0);
    assertEquals(12, byName(table).get("r").total()[0]);
    assertEquals(7, byName(table).get("r").self()[0]);
    assertEquals(14, byName(table).get("x").total()[0]);
    assertEquals(14, byName(table).get("main").total()[0]);
    assertEquals(15, table.all()[0], "a sample without a stack counts in the whole");
  }

  @Test
  void whatAnEditRenumberedIsComparedWithItself() throws Exception {
    String loop = ";demo.Bench.run;demo.Bench_run.run_avgt_jmhStub";
    Path base =
        MadeProfile.ofFork(1, 10, "cpu/nanoseconds")
            .sample("a.B.lambda$foo$0" + loop, "phase=measure", 100)
            .sample("a.B.lambda$foo$1;a.B.lambda$foo$0" + loop, "phase=measure", 300)
            .sample("a.C$1.run" + loop, "phase=measure", 50)
            .write(directory.resolve("1.pb.gz"));
    Path head =
        MadeProfile.ofFork(1, 100, "cpu/nanoseconds")
            .sample("a.B.lambda$foo$1" + loop, "phase=measure", 2000)
            .sample("a.B.lambda$foo$2;a.B.lambda$foo$1" + loop, "phase=measure", 3000)
            .sample("a.C$1.run" + loop, "phase=measure", 500)
            .sample("a.C$2.run" + loop, "phase=measure", 700)
            .write(directory.resolve("2.pb.gz"));
    FunctionTable table = FunctionTable.compared(Profiles.read(List.of(base, head)), 0, 1);
    Map<String, FunctionTable.Row> rows = byName(table);
    assertArrayEquals(new double[] {10, 20}, rows.get("a.B.lambda$foo$1").self(), 1e-9);
    assertArrayEquals(new double[] {40, 50}, rows.get("a.B.lambda$foo$1").total(), 1e-9);
    assertArrayEquals(new double[] {30, 30}, rows.get("a.B.lambda$foo$2").self(), 1e-9);
    assertArrayEquals(
        new double[] {5, 12}, rows.get("a.C$*.run").self(), 1e-9, "not to be told apart");
    assertArrayEquals(new double[] {45, 62}, rows.get("[timed loop]").total(), 1e-9);
    assertEquals(
        Set.of(
            "[timed loop]", "demo.Bench.run", "a.B.lambda$foo$1", "a.B.lambda$foo$2", "a.C$*.run"),
        rows.keySet());
  }

  @Test
  void preorderHasEachNodeOnceBehindItsParent() {
    SplittableRandom random = new SplittableRandom(1);
    CallTree tree = new CallTree();
    for (int i = 0; i < 5000; i++) {
      tree.child(random.nextInt(tree.size()), random.nextInt(50));
    }
    int[] order = tree.preorder();
    int[] at = new int[tree.size()];
    int[] path = new int[tree.size()];
    int depth = 0;
    for (int i = 0; i < order.length; i++) {
      assertEquals(0, at[order[i]]);
      at[order[i]] = i + 1;
      while (depth > 0 && path[depth] != tree.parent(order[i])) {
        depth--;
      }
      assertEquals(tree.parent(order[i]), depth == 0 ? 0 : path[depth], "its subtree is done");
      path[++depth] = order[i];
    }
    assertEquals(tree.size() - 1, order.length);
  }
}
