// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jmhpprof.profile.Event;
import org.jmhpprof.push.ProfileServer;
import org.jmhpprof.sampler.Clock;
import org.jmhpprof.sampler.NativeFrames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.profile.ProfilerException;

class PprofOptionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"", ";", " ; "})
  void nothingMeansTheDefaults(String text) throws ProfilerException {
    assertEquals(PprofOptions.DEFAULTS, PprofOptions.parse(text));
  }

  @Test
  void eachOptionIsTaken() throws ProfilerException {
    assertEquals(
        new PprofOptions(
            Path.of("some where"),
            500_000,
            64,
            1 << 16,
            Clock.TIMER,
            NativeFrames.LEAF,
            PprofOptions.Switch.OFF,
            VirtualThreads.NOTIFY,
            0,
            Set.of(Event.ALLOC),
            1 << 16,
            PprofOptions.Switch.OFF,
            1_000,
            5_000_000,
            PprofOptions.Idle.SHOW,
            PprofOptions.Switch.OFF,
            URI.create("http://localhost:7070/parca"),
            ProfileServer.PARCA,
            SamplerChoice.NATIVE,
            new NativeOnly("clock=timer", "JFR has its own clock")),
        PprofOptions.parse(
            "dir=some where;interval=500us;depth=64;buffer=64K;clock=timer;native=leaf;"
                + "kernel=off;vthreads=notify;top=0;event=alloc;alloc-interval=64k;live=off;lock-threshold=1us;"
                + "wall-interval=5ms;wall-idle=show;page=off;push=http://localhost:7070/parca/;push-to=parca;sampler=native"));
  }

  @Test
  void eventsAreOneOrSeveralOrAll() throws ProfilerException {
    assertEquals(Set.of(Event.CPU), PprofOptions.parse("").events());
    assertEquals(
        Set.of(Event.CPU, Event.ALLOC), PprofOptions.parse("event=alloc, cpu,alloc").events());
    assertEquals(Set.of(Event.LOCK), PprofOptions.parse("event=lock").events());
    assertEquals(Set.of(Event.values()), PprofOptions.parse("event=all").events());
  }

  @ParameterizedTest
  @CsvSource({"10000,10000", "10us,10000", "1ms,1000000", "1s,1000000000", "10000ns,10000"})
  void intervalsHaveUnits(String text, long nanos) throws ProfilerException {
    assertEquals(nanos, PprofOptions.parse("interval=" + text).intervalNanos());
  }

  @ParameterizedTest
  @CsvSource({"8192,8192", "8K,8192", "1m,1048576", "1G,1073741824"})
  void buffersHaveUnits(String text, int bytes) throws ProfilerException {
    assertEquals(bytes, PprofOptions.parse("depth=16;buffer=" + text).bufferBytes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "interval=9999|10us to 1s",
        "interval=1us|10us to 1s",
        "interval=2s|10us to 1s",
        "interval=-1ms|10us to 1s",
        "interval=1min|10us to 1s",
        "interval=|10us to 1s",
        "interval|10us to 1s",
        "interval=999999999999999999s|10us to 1s",
        "interval=99999999999999999999|10us to 1s",
        "depth=0|1 to 2048",
        "depth=2049|1 to 2048",
        "depth=1K|1 to 2048",
        "buffer=4095|4K to 1G",
        "buffer=2G|4K to 1G",
        "buffer=8K|16K to 1G",
        "kernel=yes|on, off",
        "buffer=32K;depth=2048|64K to 1G",
        "clock=PERF|auto, perf, timer",
        "clock=wall|auto, perf, timer",
        "event=|cpu, alloc, lock, wall, several with a comma between, or all",
        "event=cpu,|cpu, alloc, lock, wall, several with a comma between, or all",
        "event=itimer|cpu, alloc, lock, wall, several with a comma between, or all",
        "alloc-interval=1023|1K to 1G",
        "alloc-interval=2G|1K to 1G",
        "live=yes|on, off",
        "lock-threshold=2s|0s to 1s",
        "wall-interval=999us|1ms to 1s",
        "wall-interval=2s|1ms to 1s",
        "wall-idle=hide|fold, show",
        "page=no|on, off",
        "push=|http://host:port or https://host:port",
        "push=localhost:4040|http://host:port or https://host:port",
        "push=ftp://host|http://host:port or https://host:port",
        "push=http://|http://host:port or https://host:port",
        "push=http:///ingest|http://host:port or https://host:port",
        "push=http://host:0|http://host:port or https://host:port",
        "push=http://host:65536|http://host:port or https://host:port",
        "push=http://host:port|http://host:port or https://host:port",
        "push=http://two words|http://host:port or https://host:port",
        "push=http://host?x=y|http://host:port or https://host:port",
        "push=http://host#x|http://host:port or https://host:port",
        "push=http://me:secret@host|http://host:port or https://host:port",
        "push-to=grafana|pyroscope, parca",
        "native=FULL|full, leaf, off",
        "native=on|full, leaf, off",
        "top=1001|0 to 1000",
        "top=x|0 to 1000",
        "dir=|a path",
        "dir=a\u0000b|a path",
        "depth=1;depth=2|once",
        "intervall=1ms|dir, interval, depth, buffer, clock, native, kernel, vthreads, top, event,"
            + " alloc-interval, live, lock-threshold, wall-interval, wall-idle, page, push,"
            + " push-to, sampler, help",
        "verbose|dir, interval, depth, buffer, clock, native, kernel, vthreads, top, event,"
            + " alloc-interval, live, lock-threshold, wall-interval, wall-idle, page, push,"
            + " push-to, sampler, help",
      })
  void whatIsWrongAndWhatIsAllowedAreOnOneLine(String text, String allowed) {
    String message =
        assertThrows(ProfilerException.class, () -> PprofOptions.parse(text)).getMessage();
    assertTrue(message.startsWith("pprof: "), message);
    assertTrue(message.contains(text.split("[=;]")[0]), message);
    assertTrue(message.contains(allowed), message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void aBufferIsAllowedWhereItIsRoundedUpToOneThatSuffices() throws ProfilerException {
    assertEquals(8193, PprofOptions.parse("buffer=8193").bufferBytes());
    assertEquals(32_769, PprofOptions.parse("depth=2048;buffer=32769").bufferBytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://host", "https://host:4040", "HTTP://[::1]:1", "http://h/a/b"})
  void addressesOfServersAreTaken(String address) throws ProfilerException {
    assertEquals(URI.create(address), PprofOptions.parse("push=" + address + "/").push());
  }

  @Test
  void aPasswordIsNotRepeated() {
    String message =
        assertThrows(
                ProfilerException.class, () -> PprofOptions.parse("push=http://me:secret@host"))
            .getMessage();
    assertFalse(message.contains("secret"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clock=perf|JFR has its own clock",
        "native=full|JFR has no frames of native code",
        "kernel=on|JFR has no frames of the kernel",
        "buffer=1M|JFR has its own buffers",
        "vthreads=notify|JFR uses no agent",
        "alloc-interval=64k|JFR takes a sample when a thread's buffer is full",
        "live=on|JFR does not say which objects are alive",
        "wall-interval=10ms|JFR tells no wall time",
        "wall-idle=fold|JFR tells no wall time",
        "event=cpu, wall|JFR tells no wall time",
        "event=all|JFR tells no wall time"
      })
  void whatJfrCannotIsRefusedWithIt(String option, String reason) throws ProfilerException {
    assertEquals(
        "pprof: " + option + " is not allowed with sampler=jfr: " + reason,
        assertThrows(ProfilerException.class, () -> PprofOptions.parse("sampler=jfr;" + option))
            .getMessage());
    // Whether the native sampler can be had turns out in the fork.
    assertEquals(option, PprofOptions.parse(option).nativeOnly().option());
  }

  @Test
  void whatJfrCanIsTakenWithIt() throws ProfilerException {
    PprofOptions options =
        PprofOptions.parse(
            "sampler=jfr;interval=10ms;depth=64;event=cpu,alloc,lock;lock-threshold=1ms;top=3;"
                + "clock=auto;native=off;kernel=off;live=off;vthreads=quiet");
    assertEquals(SamplerChoice.JFR, options.samplerChoice());
    assertNull(options.nativeOnly());
  }

  @Test
  void helpNamesEachOption() {
    String help =
        assertThrows(ProfilerException.class, () -> PprofOptions.parse("depth=1;help"))
            .getMessage();
    for (String option :
        "dir interval depth buffer clock native kernel vthreads top event alloc-interval live lock-threshold wall-interval wall-idle page push push-to sampler help"
            .split(" ")) {
      assertTrue(help.contains("\n  " + option), help);
    }
  }
}
