// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jmhpprof.viewer.MadeProfile;
import org.jmhpprof.viewer.model.ProfileGroup;
import org.jmhpprof.viewer.page.Browser.Seen;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clicks through pages whose profiles are known. */
class ProfilePageTest {
  private static final String[] CPU = {"samples/count", "cpu/nanoseconds"};
  private static final String STUB = "demo.jmh_generated.Bench_jmhTest.run_avgt_jmhStub";
  private static final String LOOP = STUB + ";org.openjdk.jmh.runner.Handler.call;Thread.run";
  private static final String MEASURE = "phase=measure;thread=worker";

  @TempDir Path directory;
  private ProfileGroup group;
  private ProfileGroup doubled;

  /** Per operation: work 60, of it 20 in its second line, help 30, and the JVM 50. */
  private Path cpu(String name, int fork, long operations, long factor) throws IOException {
    return MadeProfile.ofFork(fork, operations, CPU)
        .sample("demo.Work.work:10;demo.Bench.run:5;" + LOOP, MEASURE, 4, 40 * operations * factor)
        .sample("demo.Work.work:11;demo.Bench.run:5;" + LOOP, MEASURE, 2, 20 * operations * factor)
        .sample(
            "demo.Help.lambda$help$0;demo.Work.work:11;demo.Bench.run:6;" + LOOP,
            MEASURE,
            3,
            30 * operations)
        .sample("libjvm.so!Compile::<b>;[JIT]", "phase=vm;thread=C2", 5, 50 * operations)
        .sample(
            "org.openjdk.jmh.runner.Handler.call;Thread.run",
            "phase=harness;thread=worker",
            1,
            10 * operations)
        .write(directory.resolve(name + "/fork" + fork + ".cpu.pb.gz"));
  }

  @BeforeEach
  void profiles() throws IOException {
    Path alloc =
        MadeProfile.ofFork(
                1,
                10,
                "alloc_objects/count",
                "alloc_space/bytes",
                "inuse_objects/count",
                "inuse_space/bytes")
            .shown("alloc_space")
            .sample("byte[];demo.Work.work:12;" + LOOP, MEASURE, 10, 1600, 0, 0)
            .write(directory.resolve("run/fork1.alloc.pb.gz"));
    group =
        ProfileGroup.of(List.of(cpu("run", 1, 10, 1), cpu("run", 2, 1000, 1), alloc), "").get(0);
    doubled = ProfileGroup.of(List.of(cpu("head", 1, 100, 2)), "").get(0);
  }

  private Seen open(String script) throws IOException, InterruptedException {
    return new Browser(directory).open(BenchmarkPage.of(group), script);
  }

  @Test
  void theTimedLoopComesFirstWithJmhsFramesFoldedAway() throws Exception {
    Seen seen =
        open(
            """
            note('title', $('h1').textContent);
            note('total', $('#total').textContent);
            note('frames', frames());
            note('work', frame('demo.Work.work').querySelector('title').textContent);
            note('width', frame('demo.Work.work').getAttribute('width') / frame('all').getAttribute('width'));
            click($('#fold'));
            note('unfolded', frames());
            note('same', $('#total').textContent);
            """);
    assertEquals("demo.Bench.run avgt", seen.noted("title"));
    assertEquals("CPU time: 90 ns/op, mean of 2 forks", seen.noted("total"));
    assertEquals(
        "all timed loop demo.Bench.run demo.Work.work demo.Help.help (lambda)",
        seen.noted("frames"));
    assertEquals("demo.Work.work: 90 ns/op, 100.0 %, Java", seen.noted("work"));
    assertEquals("1", seen.noted("width"));
    assertEquals(
        "all Thread.run org.openjdk.jmh.runner.Handler.call "
            + STUB
            + " demo.Bench.run demo.Work.work demo.Help.help (lambda)",
        seen.noted("unfolded"));
    assertEquals("CPU time: 90 ns/op, mean of 2 forks", seen.noted("same"));
  }

  @Test
  void phasesThreadsForksAndEventsCanBeSwitched() throws Exception {
    Seen seen =
        open(
            """
            check('vm', true);
            note('vm', $('#total').textContent);
            note('kind', frame('● Compile::<b>').querySelector('title').textContent);
            note('fill', frame('● Compile::<b>').querySelector('rect').getAttribute('fill'));
            check('harness', true);
            note('everything', $('#total').textContent);
            pick('thread', 1);
            note('thread', $('#total').textContent + ' ' + frames());
            pick('thread', 0);
            check('measure', false); check('harness', false);
            note('only', $('#total').textContent);
            check('measure', true); check('vm', false);
            pick('fork', 2);
            note('fork', $('#total').textContent);
            click($('[data-event="alloc_space"]'));
            note('alloc', $('#total').textContent);
            note('events', all('[data-event]').map(b => b.textContent).join('|'));
            """);
    assertEquals("CPU time: 140.0 ns/op, mean of 2 forks", seen.noted("vm"));
    assertEquals("Compile::<b>: 50 ns/op, 35.7 %, JVM", seen.noted("kind"));
    assertEquals("url(#vm)", seen.noted("fill"));
    assertEquals("CPU time: 150.0 ns/op, mean of 2 forks", seen.noted("everything"));
    assertEquals(
        "CPU time: 50 ns/op, mean of 2 forks all [JIT] ● Compile::<b>", seen.noted("thread"));
    assertEquals("CPU time: 50 ns/op, mean of 2 forks", seen.noted("only"));
    assertEquals("CPU time: 90 ns/op", seen.noted("fork"));
    assertEquals("allocated: 160.0 B/op", seen.noted("alloc"));
    assertEquals(
        "CPU time|allocated", seen.noted("events"), "nothing is alive, counts are left out");
  }

  @Test
  void aSearchSaysItsShareAndCountsEachSampleOnce() throws Exception {
    Seen seen =
        open(
            """
            type('HELP');
            note('help', $('#found').textContent);
            note('fill', frame('demo.Help.help (lambda)').querySelector('rect').getAttribute('fill'));
            note('rows', all('#table tbody tr').length);
            type('lambda$help');
            note('raw', $('#found').textContent);
            type('demo');
            note('demo', $('#found').textContent);
            type('nowhere');
            note('none', $('#found').textContent);
            type('');
            note('cleared', $('#found').textContent + all('#table tbody tr').length);
            """);
    assertEquals("33.3 % matched", seen.noted("help"));
    assertEquals("url(#match)", seen.noted("fill"));
    assertEquals("1", seen.noted("rows"));
    assertEquals("33.3 % matched", seen.noted("raw"), "the name in the profile is found, too");
    assertEquals("100.0 % matched", seen.noted("demo"));
    assertEquals("0.00 % matched", seen.noted("none"));
    assertEquals("4", seen.noted("cleared"));
  }

  @Test
  void clicksAndKeysZoom() throws Exception {
    Seen seen =
        open(
            """
            const share = () => frame('demo.Help.help (lambda)').getAttribute('width') / $('#graph svg').getAttribute('width');
            note('before', share().toFixed(3));
            click(frame('demo.Help.help (lambda)').querySelector('rect'));
            note('after', share().toFixed(3));
            note('above', frames());
            click($('#reset'));
            note('reset', share().toFixed(3));
            for (let i = 0; i < 4; i++) press('ArrowDown');
            note('focus', $('#graph g.focus').getAttribute('name'));
            press('Enter');
            note('entered', share().toFixed(3));
            press('Escape');
            note('escaped', share().toFixed(3));
            press('ArrowDown');
            note('details', $('#details').textContent);
            """);
    assertEquals("0.333", seen.noted("before"));
    assertEquals("1.000", seen.noted("after"));
    assertEquals(
        "all timed loop demo.Bench.run demo.Work.work demo.Help.help (lambda)",
        seen.noted("above"));
    assertEquals("0.333", seen.noted("reset"));
    assertEquals("demo.Help.help (lambda)", seen.noted("focus"));
    assertEquals("1.000", seen.noted("entered"));
    assertEquals("0.333", seen.noted("escaped"));
    assertEquals("timed loop: 90 ns/op, 100.0 %", seen.noted("details"));
  }

  @Test
  void bottomUpBeginsAtTheLeavesOrAtOneFunction() throws Exception {
    Seen seen =
        open(
            """
            click($('#up'));
            note('work', frame('demo.Work.work').querySelector('title').textContent);
            note('first', all('#graph g.frame').filter(g => g.__data__.depth === 1).map(g => g.getAttribute('name')).join('|'));
            click(row('demo.Work.work').querySelector('button'));
            click($('#callers'));
            note('callers', frames());
            note('all', frame('callers of demo.Work.work').querySelector('title').textContent);
            """);
    assertEquals("demo.Work.work: 60 ns/op, 66.7 %, Java", seen.noted("work"));
    assertEquals("demo.Work.work|demo.Help.help (lambda)", seen.noted("first"));
    assertEquals(
        "callers of demo.Work.work demo.Work.work demo.Bench.run " + STUB, seen.noted("callers"));
    assertTrue(seen.noted("all").contains("90 ns/op, 100.0 %"), seen.noted("all"));
  }

  @Test
  void theTableSortsAndAFunctionShowsItsLinesAndForks() throws Exception {
    Seen seen =
        open(
            """
            note('work', cells(row('demo.Work.work')));
            const order = () => all('#table tbody tr').map(tr => tr.dataset.function).join('|');
            note('self', order());
            click($('[data-sort="name"]'));
            note('name', order() + $('th[aria-sort="ascending"]').textContent);
            click($('[data-sort="name"]'));
            note('back', order());
            click(row('demo.Work.work').querySelector('button'));
            note('lines', all('#lines tbody tr').map(cells).join(';'));
            note('forks', all('#forks tbody tr').map(cells).join(';'));
            """);
    assertEquals(
        "demo.Work.work|60 ns/op 66.7 %|90 ns/op 100.0 %|90 – 90 ns/op", seen.noted("work"));
    assertEquals(
        "demo.Work.work|demo.Help.help (lambda)|" + STUB + "|demo.Bench.run", seen.noted("self"));
    assertEquals(
        "demo.Bench.run|demo.Help.help (lambda)|demo.Work.work|" + STUB + "function",
        seen.noted("name"));
    assertEquals(
        STUB + "|demo.Work.work|demo.Help.help (lambda)|demo.Bench.run", seen.noted("back"));
    assertEquals(
        "Bench.java:10|40 ns/op|40 ns/op;Bench.java:11|20 ns/op|50 ns/op", seen.noted("lines"));
    assertEquals("fork 1|60 ns/op|90 ns/op;fork 2|60 ns/op|90 ns/op", seen.noted("forks"));
  }

  @Test
  void aDifferenceIsPerOperation() throws Exception {
    Seen seen =
        new Browser(directory)
            .open(
                BenchmarkPage.ofDifference(group, doubled),
                """
                note('total', $('#total').textContent);
                note('work', cells(row('demo.Work.work')));
                note('help', cells(row('demo.Help.help (lambda)')));
                note('more', frame('demo.Work.work').querySelector('rect').getAttribute('fill'));
                note('same', frame('demo.Help.help (lambda)').querySelector('rect').getAttribute('fill'));
                note('frame', frame('demo.Work.work').querySelector('title').textContent);
                """);
    assertEquals("CPU time: 120.0 ns/op (mean of both), +60 ns/op, 3 forks", seen.noted("total"));
    assertEquals(
        "demo.Work.work|90 ns/op 75.0 %|120.0 ns/op 100.0 %|+60 ns/op|+60 ns/op",
        seen.noted("work"));
    assertEquals(
        "demo.Help.help (lambda)|30 ns/op 25.0 %|30 ns/op 25.0 %|0 ns/op|0 ns/op",
        seen.noted("help"));
    assertEquals("rgb(227,92,20)", seen.noted("more"));
    assertEquals("rgb(240,240,240)", seen.noted("same"));
    assertEquals("demo.Work.work: 120.0 ns/op, 100.0 %, +60 ns/op, Java", seen.noted("frame"));
  }

  /** One side of a change: 10 in each of four functions whose names compilers made. */
  private ProfileGroup named(String name, int lambda, int closure) throws IOException {
    Path file =
        MadeProfile.ofFork(1, 1, CPU)
            .sample(
                "demo.Help.lambda$help$" + lambda + ";demo.Help$$Lambda$7.run;" + LOOP,
                MEASURE,
                1,
                10)
            .file("Money.kt")
            .sample("demo.Money.plus-impl;" + LOOP, MEASURE, 1, 10)
            .file("Bag.scala")
            .sample("demo.Bag$.$plus$plus;" + LOOP, MEASURE, 1, 10)
            .file("Script.groovy")
            .sample("demo.Script$_sum_closure" + closure + ".doCall;" + LOOP, MEASURE, 1, 10)
            .write(directory.resolve(name + "/fork1.cpu.pb.gz"));
    return ProfileGroup.of(List.of(file), "").get(0);
  }

  @Test
  void aDifferenceHasNamesThatAPersonCanPlaceAndOneForWhatAnEditRenumbered() throws Exception {
    Seen seen =
        new Browser(directory)
            .open(
                BenchmarkPage.ofDifference(named("old", 0, 1), named("new", 3, 1)),
                """
                note('frames', frames().split(' demo.').sort().join('|'));
                note('help', cells(row('demo.Help.help (lambda)')));
                click(row('demo.Help.help (lambda)').querySelector('button'));
                note('real', $('#function p').textContent);
                note('rows', all('#table tbody tr').length);
                """);
    assertEquals(
        "Bag.++|Help.help (lambda)|Money.plus|Script.sum (closure)|all timed loop",
        seen.noted("frames"));
    assertEquals(
        "demo.Help.help (lambda)|10 ns/op 25.0 %|10 ns/op 25.0 %|0 ns/op|0 ns/op",
        seen.noted("help"));
    assertEquals("Java, Bench.java, demo.Help.lambda$help$3", seen.noted("real"));
    assertEquals("5", seen.noted("rows"), "the four and the loop");
  }

  @Test
  void aNameThatIsTooLongForItsFrameGoesWithoutItsPackage() throws Exception {
    Path file =
        MadeProfile.ofFork(1, 1, CPU)
            .sample("org.example.wide.Wide.method;" + LOOP, MEASURE, 1, 90)
            .sample("org.example.narrow.Narrow.method;" + LOOP, MEASURE, 1, 10)
            .write(directory.resolve("narrow/fork1.cpu.pb.gz"));
    Seen seen =
        new Browser(directory)
            .open(
                BenchmarkPage.of(ProfileGroup.of(List.of(file), "").get(0)),
                """
                const label = name => frame(name).querySelector('.d3-flame-graph-label').textContent;
                // The library writes names a moment after the frames.
                setTimeout(() => {
                  note('wide', label('org.example.wide.Wide.method'));
                  note('narrow', label('org.example.narrow.Narrow.method'));
                }, 1000);
                """);
    assertEquals("org.example.wide.Wide.method", seen.noted("wide"));
    assertEquals("Narrow.method", seen.noted("narrow"));
  }

  @Test
  void namesAreTextNotMarkup() throws Exception {
    Path file =
        MadeProfile.ofFork(1, 1, CPU)
            .comment("remark=<img src=x onerror=boom()>")
            .sample("</script><img src=x onerror=boom()>;" + LOOP, MEASURE, 1, 1)
            .write(directory.resolve("evil/fork1.cpu.pb.gz"));
    Seen seen =
        new Browser(directory)
            .open(
                BenchmarkPage.of(ProfileGroup.of(List.of(file), "").get(0)),
                "note('images', all('img').length); note('frames', frames());");
    assertEquals("0", seen.noted("images"));
    assertTrue(seen.noted("frames").contains("</script><img"), seen.noted("frames"));
  }

  @Test
  void whatIsSmallIsLeftOutAndSaidAndStaysInTheSum() throws Exception {
    MadeProfile made = MadeProfile.ofFork(1, 1, CPU).sample("big;" + LOOP, MEASURE, 1, 99_000);
    for (int i = 0; i < 1000; i++) {
      made.sample("small" + i + ";" + LOOP, MEASURE, 1, 1);
    }
    Path file = made.write(directory.resolve("small/fork1.cpu.pb.gz"));
    String page = BenchmarkPage.of(ProfileGroup.of(List.of(file), "").get(0));
    Seen seen =
        new Browser(directory)
            .open(
                page,
                """
                note('notes', $('#notes').textContent);
                note('total', $('#total').textContent);
                note('small', cells(row('[below 0.01 %]')));
                new Response(new Blob([Uint8Array.from(atob($('#data').textContent), c => c.charCodeAt(0))]).stream().pipeThrough(new DecompressionStream('gzip'))).json().then(data => note('names', data.functions.map(each => each[0]).join(' ')));
                """);
    assertEquals("1000 frames below 0.01 % are left out, 1.00 % in all", seen.noted("notes"));
    assertEquals("CPU time: 100,000 ns/op", seen.noted("total"));
    assertTrue(seen.noted("small").contains("1000.0 ns/op 1.00 %"), seen.noted("small"));
    assertFalse(seen.noted("names").contains("small9"), seen.noted("names"));
    assertTrue(seen.noted("names").contains("big"), seen.noted("names"));
  }

  @Test
  void profilesOfOtherProgramsHaveTheirOwnUnits() throws Exception {
    Path file =
        new MadeProfile(CPU)
            .sample("main.f;main.main", "", 3, 30_000_000)
            .write(directory.resolve("go.pb.gz"));
    Seen seen =
        new Browser(directory)
            .open(
                BenchmarkPage.of(ProfileGroup.of(List.of(file), "").get(0)),
                "note('total', $('#total').textContent); note('frames', frames());");
    assertEquals("CPU time: 30 ms", seen.noted("total"));
    assertEquals("all main.main main.f", seen.noted("frames"));
  }

  /**
   * 70 stacks of 3,000 frames. How long it takes depends on the machine: the time is printed, and
   * what bounds it, the number of elements, is checked.
   */
  @Test
  void twoHundredThousandFramesAndDeepStacksAreASmallPageThatDrawsFew() throws Exception {
    MadeProfile made = MadeProfile.ofFork(1, 1, CPU);
    for (int stack = 0; stack < 70; stack++) {
      StringBuilder frames = new StringBuilder();
      for (int depth = 3000; depth > 0; depth--) {
        frames.append("demo.Deep.f").append((stack * 7 + depth * 13) % 997).append(':');
        frames.append(1 + depth % 50).append(";");
      }
      made.sample(frames + "s" + stack + ";" + LOOP, MEASURE, 1, 1000 + stack);
    }
    Path file = made.write(directory.resolve("deep/fork1.cpu.pb.gz"));
    String page = BenchmarkPage.of(ProfileGroup.of(List.of(file), "").get(0));
    assertTrue(page.length() < 5_000_000, page.length() + " bytes");
    Seen seen =
        new Browser(directory)
            .open(
                page,
                """
                note('nodes', document.body.dataset.nodes);
                note('drawn', all('#graph g.frame').length);
                note('text', $('#drawn').textContent);
                note('millis', document.body.dataset.millis);
                click($('#up'));
                note('up', all('#graph g.frame').length);
                click($('#down'));
                click(frame('s69').querySelector('rect'));
                note('deep', all('#graph g.frame').length);
                """);
    assertTrue(Integer.parseInt(seen.noted("nodes")) > 200_000, seen.noted("nodes"));
    int drawn = Integer.parseInt(seen.noted("drawn"));
    assertTrue(drawn >= 2500 && drawn < 2600, "drawn " + drawn);
    assertTrue(Integer.parseInt(seen.noted("up")) > 70, seen.noted("up"));
    assertTrue(Integer.parseInt(seen.noted("deep")) >= 2500, seen.noted("deep"));
    assertTrue(seen.noted("text").contains("zoom in to see them"), seen.noted("text"));
    System.out.printf(
        "%s nodes: %d bytes, drawn %s ms of the browser's time after the start%n",
        seen.noted("nodes"), page.length(), seen.noted("millis"));
  }
}
