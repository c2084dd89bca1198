// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jmhpprof.profile.ThreadInfo.Kind;
import org.jmhpprof.proto.Function;
import org.jmhpprof.proto.Location;
import org.jmhpprof.proto.Mapping;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileWriterTest {
  static final long PERIOD = 2_000_000;
  private static final ProfileInfo INFO =
      new ProfileInfo(1_700_000_000_000_000_000L, 5, PERIOD, "1", List.of("jdk=17", "ops=3"));
  private static final Binary LIBC = new Binary("/lib/libc.so.6", "c0ffee", 0x1000, 0x2000, 0x40);
  private static final Binary LIBZ = new Binary("/lib/libz.so.1", "", 0x5000, 0x6000, 0);

  @TempDir Path dir;
  private final StackTable table = new StackTable();
  private final Plain symbols = new Plain();

  private void add(int threadId, long ticks, long... stack) {
    table.add(threadId, stack, stack.length, ticks, ticks * PERIOD);
  }

  private FrameCache resolved() {
    FrameCache cache = new FrameCache(symbols, Plain.HARNESS);
    cache.resolve(table);
    return cache;
  }

  private Profile write(ProfileInfo info) throws IOException {
    Path file = dir.resolve("fork1.cpu.pb.gz");
    ProfileWriter.write(file, table, resolved(), info);
    Profile profile = ProfileInvariants.read(file);
    assertEquals(
        table.total(0), profile.getSampleList().stream().mapToLong(s -> s.getValue(0)).sum());
    assertEquals(
        table.total(1), profile.getSampleList().stream().mapToLong(s -> s.getValue(1)).sum());
    return profile;
  }

  private Profile write() throws IOException {
    return write(INFO);
  }

  private static String labels(Profile profile, Sample sample) {
    return sample.getLabelList().stream()
        .map(
            l ->
                profile.getStringTable((int) l.getKey())
                    + "="
                    + profile.getStringTable((int) l.getStr()))
        .collect(Collectors.joining(" "));
  }

  /** One line per sample: values, location ids. */
  private static List<String> samples(Profile profile) {
    return profile.getSampleList().stream()
        .map(s -> s.getValueList() + " " + s.getLocationIdList())
        .toList();
  }

  private static String name(Profile profile, Function function) {
    return profile.getStringTable((int) function.getName());
  }

  @Test
  void anInterimFileHasTheSameProfileAndIsReplacedByTheLast() throws IOException {
    for (int i = 1; i < 500; i++) {
      table.add(1, new long[] {i, 1000}, 2, i, i * PERIOD);
    }
    Path file = dir.resolve("fork1.cpu.pb.gz");
    ProfileWriter.writeInterim(file, table, resolved(), INFO);
    Profile interim = ProfileInvariants.read(file);
    long bytes = Files.size(file);
    assertEquals(write(), interim);
    assertTrue(Files.size(file) < bytes);
  }

  @Test
  void writesAnEmptyTable() throws IOException {
    Profile profile = write();
    assertEquals(0, profile.getSampleCount());
    assertEquals(0, profile.getLocationCount());
    assertEquals(PERIOD, profile.getPeriod());
    assertEquals(1, profile.getMappingCount());
  }

  /** The table of Go's TestConvertMemProfile. */
  @Test
  void writesAllocationAsGoDoes() throws IOException {
    StackTable heap = new StackTable(Event.ALLOC, 524_288);
    heap.add(1, new long[] {1, 2}, 2, 4, 4096);
    int first = heap.add(1, new long[] {1, 2}, 2, 0, 0);
    heap.addTo(first, 2, 3);
    heap.addTo(first, 3, 3072);
    int second = heap.add(1, new long[] {3, 4}, 2, 1, 524_288);
    heap.addTo(second, 2, 1);
    heap.addTo(second, 3, 524_288);
    heap.add(1, new long[] {5, 6, 7}, 3, 1, 524_288);
    FrameCache cache = new FrameCache(symbols, Plain.HARNESS);
    cache.resolve(heap);
    Path file = dir.resolve("fork1.alloc.pb.gz");
    ProfileWriter.write(file, heap, cache, new ProfileInfo(0, 0, 524_288, "", List.of()));
    Profile profile = ProfileInvariants.read(file);
    assertEquals(
        List.of(
            "[2050, 2099200, 1537, 1574400] [1, 2]",
            "[1, 829411, 1, 829411] [3, 4]",
            "[1, 829411, 0, 0] [5, 6, 7]"),
        samples(profile));
    assertEquals(524_288, profile.getPeriod());
    assertEquals(2052, heap.total(0));
    assertEquals(6, heap.totalSampled(0));
  }

  @Test
  void allocationsOfDifferentSizesAreUnsampledApartAndWrittenTogether() throws IOException {
    symbols.put(1, Plain.pseudo("byte[]")).put(2, Plain.pseudo("byte[]"));
    StackTable heap = new StackTable(Event.ALLOC, 524_288);
    heap.add(1, new long[] {1, 9}, 2, 1, 1024);
    heap.add(1, new long[] {2, 9}, 2, 1, 524_288);
    FrameCache cache = new FrameCache(symbols, Plain.HARNESS);
    cache.resolve(heap);
    Path file = dir.resolve("fork1.alloc.pb.gz");
    ProfileWriter.write(file, heap, cache, new ProfileInfo(0, 0, 524_288, "", List.of()));
    assertEquals(List.of("[513, 1354211, 0, 0] [1, 2]"), samples(ProfileInvariants.read(file)));
  }

  @Test
  void writesWhatTheProfileSaysAboutItself() throws IOException {
    Profile profile = write();
    assertEquals(1_700_000_000_000_000_000L, profile.getTimeNanos());
    assertEquals(5, profile.getDurationNanos());
    assertEquals(
        List.of("jdk=17", "ops=3"),
        profile.getCommentList().stream().map(c -> profile.getStringTable(c.intValue())).toList());
    Mapping java = profile.getMapping(0);
    assertEquals("java", profile.getStringTable((int) java.getFilename()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1000, 333_333_333, Long.MAX_VALUE})
  void writesEveryPeriod(long period) throws IOException {
    assertEquals(period, write(new ProfileInfo(0, 0, period, "", List.of())).getPeriod());
  }

  @Test
  void refusesNumbersThatMeanNothing() {
    List<String> none = List.of();
    assertThrows(IllegalArgumentException.class, () -> new ProfileInfo(0, 0, 0, "", none));
    assertThrows(IllegalArgumentException.class, () -> new ProfileInfo(0, -1, 1, "", none));
    assertThrows(IllegalArgumentException.class, () -> new ProfileInfo(-1, 0, 1, "", none));
    assertThrows(IllegalArgumentException.class, () -> new Binary("a", "", 5, 5, 0));
    assertThrows(IllegalArgumentException.class, () -> Plain.java("", 1));
    assertThrows(IllegalArgumentException.class, () -> Plain.java("a.A.run", -1));
    assertThrows(IllegalArgumentException.class, () -> Plain.function("f", 5, null));
  }

  @Test
  void mergesEqualStacksOfNativeFramesInTheOrderOfFirstSight() throws IOException {
    symbols.put(0x1000, Plain.unnamed(0x1000, LIBC)).put(0x1001, Plain.unnamed(0x1001, LIBC));
    symbols.put(0x5000, Plain.unnamed(0x5000, LIBZ)).put(0x5001, Plain.unnamed(0x5001, LIBZ));
    add(1, 10, 0x1000, 0x1001);
    add(1, 40, 0x5000, 0x5001);
    add(1, 10, 0x1000, 0x1001);
    Profile profile = write();
    assertEquals(List.of("[20, 40000000] [1, 2]", "[40, 80000000] [3, 4]"), samples(profile));
    assertEquals(
        List.of("2:1000", "2:1001", "3:5000", "3:5001"),
        profile.getLocationList().stream()
            .map(l -> l.getMappingId() + ":" + Long.toHexString(l.getAddress()))
            .toList());
    Mapping libc = profile.getMapping(1);
    assertEquals(0x1000, libc.getMemoryStart());
    assertEquals(0x2000, libc.getMemoryLimit());
    assertEquals(0x40, libc.getFileOffset());
    assertEquals("c0ffee", profile.getStringTable((int) libc.getBuildId()));
    assertFalse(libc.getHasFunctions());
    assertEquals(0, profile.getMapping(2).getBuildId());
  }

  @Test
  void tellsAStackFromItsBeginning() throws IOException {
    add(1, 1, 100);
    add(1, 2, 100);
    add(1, 3, 101);
    add(1, 1, 100, 101);
    assertEquals(
        List.of("[3, 6000000] [1]", "[3, 6000000] [2]", "[1, 2000000] [1, 2]"), samples(write()));
  }

  @Test
  void writesEmptyStacksAndWeightsOfZero() throws IOException {
    add(1, 1);
    add(2, 0);
    add(1, 0, 7, 8);
    assertEquals(List.of("[1, 2000000] []", "[0, 0] []", "[0, 0] [1, 2]"), samples(write()));
  }

  @Test
  void writesLostSamplesUnderTheirFrame() throws IOException {
    symbols.put(4242, Plain.pseudo("[lost samples]"));
    add(0, 4242, 4242);
    Profile profile = write();
    assertEquals(List.of("[4242, 8484000000] [1]"), samples(profile));
    assertEquals("[lost samples]", name(profile, profile.getFunction(0)));
    assertEquals("fork=1", labels(profile, profile.getSample(0)));
  }

  @Test
  void makesPositionsInOneLineOneSample() throws IOException {
    for (int bci = 0; bci < 6; bci++) {
      symbols.put(bci, Plain.java("a.A.run", 10 + bci / 3));
    }
    symbols.put(50, Plain.java("a.A.main", 1));
    add(1, 1, 0, 50);
    add(1, 2, 3, 50);
    add(1, 4, 1, 50);
    add(1, 8, 5, 50);
    add(1, 16, 2);
    Profile profile = write();
    assertEquals(
        List.of("[5, 10000000] [1, 2]", "[10, 20000000] [3, 2]", "[16, 32000000] [1]"),
        samples(profile));
    assertEquals(2, profile.getFunctionCount());
    assertEquals(10, profile.getLocation(0).getLine(0).getLine());
    assertEquals(11, profile.getLocation(2).getLine(0).getLine());
  }

  /** Deep stacks that mostly differ where the brief hash does not look. */
  @Test
  void mergesDeepStacksByAllOfTheirLocations() throws IOException {
    int depth = 20;
    for (int bci = 0; bci < 4; bci++) {
      symbols.put(bci, Plain.java("a.A.run", 10 + bci / 2));
    }
    SplittableRandom random = new SplittableRandom(1);
    Map<List<Long>, Long> ticks = new LinkedHashMap<>();
    for (int i = 0; i < 5_000; i++) {
      long[] stack = new long[depth];
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        stack[random.nextInt(depth)] = random.nextInt(4);
      }
      add(1, i, stack);
      ticks.merge(Arrays.stream(stack).mapToObj(bci -> bci / 2).toList(), (long) i, Long::sum);
    }
    assertEquals(
        List.copyOf(ticks.values()),
        write().getSampleList().stream().map(sample -> sample.getValue(0)).toList());
  }

  @Test
  void tellsOverloadsApartBySystemName() throws IOException {
    symbols.put(1, new Frame("a.A.run", "a.A.run(I)V", "A.java", 5, 5, 0, null));
    symbols.put(2, new Frame("a.A.run", "a.A.run(J)V", "A.java", 5, 5, 0, null));
    add(1, 1, 1, 2);
    Profile profile = write();
    assertEquals(2, profile.getFunctionCount());
    assertEquals(2, profile.getLocationCount());
  }

  @Test
  void labelsThreadForkAndPhase() throws IOException {
    symbols.put(9, Plain.java("a.jmh_generated.A_run_jmhTest.run_avgt_jmhStub", 3));
    symbols.put(1, "worker", Kind.JAVA).put(2, "worker", Kind.JAVA).put(3, "", Kind.JAVA);
    symbols.put(4, "G1", Kind.VM).put(5, "main", Kind.JAVA);
    add(1, 1, 100, 9);
    add(2, 2, 100, 9);
    add(1, 4, 100);
    add(3, 8, 100);
    add(4, 16, 100);
    add(5, 32, 100);
    Profile profile = write();
    assertEquals(
        List.of(
            "thread=worker fork=1 phase=measure",
            "thread=worker fork=1 phase=program",
            "fork=1 phase=program",
            "thread=G1 fork=1 phase=vm",
            "thread=main fork=1 phase=harness"),
        profile.getSampleList().stream().map(s -> labels(profile, s)).toList());
    assertEquals(3, profile.getSample(0).getValue(0), "threads of one name are one sample");
    Profile without = write(new ProfileInfo(0, 0, 1, "", List.of()));
    assertEquals("phase=program", labels(without, without.getSample(2)));
  }

  @Test
  void aVirtualThreadHasItsCarrierBesideIt() throws IOException {
    symbols.threads.put(1, new ThreadInfo("virtual thread 33", Kind.JAVA, "carrier-1"));
    symbols.threads.put(2, new ThreadInfo("virtual thread 33", Kind.JAVA, "carrier-2"));
    symbols.threads.put(3, new ThreadInfo("virtual thread 33", Kind.JAVA, "carrier-1"));
    symbols.put(4, "carrier-1", Kind.JAVA);
    add(1, 1, 100);
    add(2, 2, 100);
    add(3, 4, 100);
    add(4, 8, 100);
    Profile profile = write();
    assertEquals(
        List.of(
            "thread=virtual thread 33 carrier=carrier-1 fork=1 phase=program",
            "thread=virtual thread 33 carrier=carrier-2 fork=1 phase=program",
            "thread=carrier-1 fork=1 phase=program"),
        profile.getSampleList().stream().map(s -> labels(profile, s)).toList());
    assertEquals(5, profile.getSample(0).getValue(0), "one virtual thread on one carrier");
  }

  @Test
  void saysThatABinaryHasFunctionsOnlyIfAllItsLocationsDo() throws IOException {
    symbols.put(1, Plain.function("memcpy", 0x1010, LIBC));
    symbols.put(2, Plain.unnamed(0x1020, LIBC));
    symbols.put(3, Plain.function("inflate", 0x5010, LIBZ));
    symbols.put(
        4, Plain.function("inflate", 0x5014, new Binary("/lib/libz.so.1", "", 0x5000, 0x6000, 0)));
    symbols.put(5, Plain.function("memmove", 0x1010, LIBC));
    add(1, 1, 1, 2, 3, 4, 5);
    Profile profile = write();
    assertEquals(List.of("[1, 2000000] [1, 2, 3, 4, 1]"), samples(profile));
    assertEquals(3, profile.getMappingCount());
    assertFalse(profile.getMapping(1).getHasFunctions());
    assertTrue(profile.getMapping(2).getHasFunctions());
    assertEquals(
        List.of(1, 0, 1, 1),
        profile.getLocationList().stream().map(Location::getLineCount).toList());
    Function memcpy = profile.getFunction(0);
    assertEquals(memcpy.getName(), memcpy.getSystemName());
  }

  @Test
  void keepsNamesThatTheToolWouldCut() throws IOException {
    List<String> names =
        List.of("a.A.run", "a.Sort.sort(int[])", "a.List<b.C>.get", "[GC]", "_Z1fv", "std::f");
    for (int i = 0; i < names.size(); i++) {
      symbols.put(i, Plain.pseudo(names.get(i)));
    }
    symbols.put(10, Plain.function("_ZN1A1fEv", 0x1010, LIBC));
    add(1, 1, 0, 1, 2, 3, 4, 5, 10);
    Profile profile = write();
    List<Boolean> equal =
        profile.getFunctionList().stream().map(f -> f.getName() == f.getSystemName()).toList();
    assertEquals(List.of(true, false, false, false, false, false, true), equal);
  }

  @Test
  void writesAnyStringAsUtf8() throws IOException {
    symbols.put(1, "thread \u00e9\u4e16\ud83d\ude00", Kind.JAVA).put(2, "broken \ud83d", Kind.JAVA);
    add(1, 1, 5);
    add(2, 1, 5);
    Profile profile = write();
    assertTrue(profile.getStringTableList().contains("thread \u00e9\u4e16\ud83d\ude00"));
  }

  @Test
  void writesStacksOfManyHundredWords() throws IOException {
    for (int word = 0; word < 700; word++) {
      symbols.put(word, Plain.java("a.A.m", 1 + word / 2));
    }
    long[] even = LongStream.range(0, 350).map(j -> 2 * j).toArray();
    long[] sameLines = LongStream.of(even).map(word -> word + 1).toArray();
    long[] other = even.clone();
    other[0] = 10;
    add(1, 1, even);
    add(1, 2, sameLines);
    add(1, 4, other);
    Profile profile = write();
    assertEquals(2, profile.getSampleCount());
    assertEquals(3, profile.getSample(0).getValue(0));
    assertEquals(350, profile.getSample(0).getLocationIdCount());
    assertEquals(350, profile.getLocationCount());
    assertEquals(
        profile.getSample(0).getLocationIdList().subList(1, 350),
        profile.getSample(1).getLocationIdList().subList(1, 350));
  }

  @Test
  void writesRandomStacksWithoutLosingATick() throws IOException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int word = 0; word < 60; word++) {
      symbols.put(
          word,
          word % 5 == 0
              ? Plain.unnamed(0x1000 + random.nextInt(4), LIBC)
              : Plain.java("a.A.m" + random.nextInt(3), random.nextInt(3)));
    }
    for (int threadId = 1; threadId < 6; threadId++) {
      symbols.put(threadId, "t" + threadId / 2, threadId < 5 ? Kind.JAVA : Kind.VM);
    }
    for (int i = 0; i < 20_000; i++) {
      long[] stack = random.longs(random.nextInt(5), 0, 60).toArray();
      add(random.nextInt(6), random.nextInt(3), stack);
    }
    System.out.println("writesRandomStacksWithoutLosingATick: seed " + seed);
    assertTrue(write().getSampleCount() < table.size());
  }

  @Test
  void writesAHundredThousandStacksTheSameWayTwice() throws IOException {
    long[] stack = new long[24];
    for (int i = 0; i < 100_000; i++) {
      for (int j = 0; j < stack.length; j++) {
        stack[j] = (i >> j & 1) + 2 * j;
      }
      add(1 + i % 3, 1, stack);
    }
    Profile profile = write();
    assertEquals(100_000, profile.getSampleCount());
    byte[] first = Files.readAllBytes(dir.resolve("fork1.cpu.pb.gz"));
    write();
    assertArrayEquals(first, Files.readAllBytes(dir.resolve("fork1.cpu.pb.gz")));
  }

  @Test
  void refusesEntriesThatAreNotResolvedAndLeavesTheFile() throws IOException {
    Path file = dir.resolve("p.pb.gz");
    Files.writeString(file, "old");
    FrameCache cache = resolved();
    add(1, 1, 5);
    assertThrows(IllegalStateException.class, () -> ProfileWriter.write(file, table, cache, INFO));
    assertEquals("old", Files.readString(file));
  }

  @Test
  void replacesAnOldFileAndAnOldTemporaryOne() throws IOException {
    Files.writeString(dir.resolve("fork1.cpu.pb.gz"), "old");
    Files.writeString(dir.resolve("fork1.cpu.pb.gz.tmp"), "x".repeat(100_000));
    write();
    try (var files = Files.list(dir)) {
      assertEquals(1, files.count());
    }
  }
}
