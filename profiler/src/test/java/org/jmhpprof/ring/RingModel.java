// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

import java.util.Arrays;
import java.util.List;

/**
 * The protocol as a machine of atomic steps over a ring of eight words. Two writers offer records
 * of three words (length and twice the same number); a reader drains and takes losses. One state is
 * one array, so that a test can visit them all.
 */
final class RingModel {
  /** The protocol, and ways to get it wrong that a test must notice. */
  enum Variant {
    SOUND,
    PUBLISHED_BEFORE_FILLED,
    HEAD_BEFORE_ZEROING,
    NOTHING_ZEROED,
    TAIL_STORED_WITHOUT_CAS,
    HEAD_LOADED_BEFORE_TAIL,
    PADDING_NOT_PUBLISHED,
    LOSS_COUNTED_BEFORE_ITS_TIME,
    LOSS_TIME_TAKEN_BEFORE_COUNT,
  }

  enum Step {
    LOAD_TAIL,
    LOAD_HEAD,
    CLAIM,
    PAD,
    FILL_A,
    FILL_B,
    PUBLISH,
    SET_FIRST_LOST,
    ADD_LOST,
    READ_LENGTH,
    READ_A,
    READ_B,
    ZERO_LENGTH,
    ZERO_A,
    ZERO_B,
    MOVE_HEAD,
    TAKE_LOST,
    TAKE_FIRST_LOST,
    DONE,
  }

  /** The protocol has broken a promise. */
  static final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    Violation(String message) {
      super(message);
    }
  }

  static final int WRITERS = 2;
  static final int READER = 2;
  static final int CAPACITY = 8;
  private static final int RECORD = 3;
  private static final int[] OFFERED = {3, 1};

  // Where things are in a state: the ring's words first, then
  private static final int TAIL = 8;
  private static final int HEAD = 9;
  private static final int LOST = 10;
  private static final int FIRST_LOST = 11;
  // per writer: step, record, loaded tail, loaded head, first word of the record
  private static final int WRITER = 12;
  private static final int WRITER_SIZE = 5;
  // the reader
  private static final int STEP = 22;
  private static final int POSITION = 23;
  private static final int LENGTH = 24;
  private static final int A = 25;
  private static final int DRAINS = 26;
  private static final int TAKEN = 27;
  private static final int NEWLY_TAKEN = 28;
  private static final int EVER_TOOK = 29;
  private static final int DELIVERED = 30; // a bit per record
  private static final int TAKEN_TIME = 31;
  private static final int SIZE = 32;

  private final Variant variant;
  private final List<Step> claim;
  private final List<Step> write;
  private final List<Step> lose;
  private final List<Step> read;
  private final List<Step> take;

  RingModel(Variant variant) {
    this.variant = variant;
    claim =
        variant == Variant.HEAD_LOADED_BEFORE_TAIL
            ? List.of(Step.LOAD_HEAD, Step.LOAD_TAIL, Step.CLAIM)
            : List.of(Step.LOAD_TAIL, Step.LOAD_HEAD, Step.CLAIM);
    write =
        variant == Variant.PUBLISHED_BEFORE_FILLED
            ? List.of(Step.PAD, Step.PUBLISH, Step.FILL_A, Step.FILL_B)
            : List.of(Step.PAD, Step.FILL_A, Step.FILL_B, Step.PUBLISH);
    lose =
        variant == Variant.LOSS_COUNTED_BEFORE_ITS_TIME
            ? List.of(Step.ADD_LOST, Step.SET_FIRST_LOST)
            : List.of(Step.SET_FIRST_LOST, Step.ADD_LOST);
    Step zero = Step.ZERO_LENGTH;
    read =
        switch (variant) {
          case HEAD_BEFORE_ZEROING ->
              List.of(Step.READ_A, Step.READ_B, Step.MOVE_HEAD, zero, Step.ZERO_A, Step.ZERO_B);
          case NOTHING_ZEROED -> List.of(Step.READ_A, Step.READ_B, Step.MOVE_HEAD);
          default ->
              List.of(Step.READ_A, Step.READ_B, zero, Step.ZERO_A, Step.ZERO_B, Step.MOVE_HEAD);
        };
    take =
        variant == Variant.LOSS_TIME_TAKEN_BEFORE_COUNT
            ? List.of(Step.TAKE_FIRST_LOST, Step.TAKE_LOST)
            : List.of(Step.TAKE_LOST, Step.TAKE_FIRST_LOST);
  }

  int[] start(int position) {
    int[] s = new int[SIZE];
    s[TAIL] = position;
    s[HEAD] = position;
    s[POSITION] = position;
    s[DRAINS] = 2;
    s[STEP] = Step.READ_LENGTH.ordinal();
    for (int w = 0; w < WRITERS; w++) {
      s[WRITER + w * WRITER_SIZE] = claim.get(0).ordinal();
    }
    return s;
  }

  Step next(int[] s, int actor) {
    return Step.values()[s[actor == READER ? STEP : WRITER + actor * WRITER_SIZE]];
  }

  /** The reader waits with its last drain until the writers have ended. */
  boolean canStep(int[] s, int actor) {
    if (next(s, actor) == Step.DONE) {
      return false;
    }
    return actor != READER || s[DRAINS] > 0 || next(s, 0) == Step.DONE && next(s, 1) == Step.DONE;
  }

  void step(int[] s, int actor) {
    if (actor == READER) {
      stepReader(s);
    } else {
      stepWriter(s, actor, WRITER + actor * WRITER_SIZE);
    }
  }

  private void stepWriter(int[] s, int writer, int w) {
    Step step = Step.values()[s[w]];
    int tail = s[w + 2];
    int head = s[w + 3];
    int rest = CAPACITY - tail % CAPACITY;
    int pad = RECORD <= rest ? 0 : rest;
    int number = numberOf(writer, s[w + 1]);
    List<Step> steps = claim.contains(step) ? claim : write.contains(step) ? write : lose;
    Step then = steps.indexOf(step) + 1 < steps.size() ? steps.get(steps.indexOf(step) + 1) : null;
    switch (step) {
      case LOAD_TAIL -> s[w + 2] = s[TAIL];
      case LOAD_HEAD -> s[w + 3] = s[HEAD];
      case CLAIM -> {
        if (tail - head > CAPACITY) {
          throw new Violation("the ring looks fuller than it can be");
        }
        if (tail - head + pad + RECORD > CAPACITY) {
          then = lose.get(0);
        } else if (s[TAIL] != tail && variant != Variant.TAIL_STORED_WITHOUT_CAS) {
          then = claim.get(0);
        } else {
          s[TAIL] = tail + pad + RECORD;
          s[w + 4] = (tail + pad) % CAPACITY;
          then = pad == 0 ? write.get(1) : Step.PAD;
        }
      }
      case PAD -> {
        if (variant != Variant.PADDING_NOT_PUBLISHED) {
          s[tail % CAPACITY] = -pad;
        }
      }
      case FILL_A -> s[s[w + 4] + 1] = number;
      case FILL_B -> s[s[w + 4] + 2] = number;
      case PUBLISH -> s[s[w + 4]] = RECORD;
      case SET_FIRST_LOST -> {
        if (s[FIRST_LOST] == 0) {
          s[FIRST_LOST] = number;
        }
      }
      case ADD_LOST -> s[LOST]++;
      default -> throw new AssertionError(step);
    }
    if (then == null) {
      // What a finished record has loaded must not tell two equal states apart.
      Arrays.fill(s, w + 2, w + WRITER_SIZE, 0);
      s[w + 1]++;
      then = s[w + 1] == OFFERED[writer] ? Step.DONE : claim.get(0);
    }
    s[w] = then.ordinal();
  }

  private void stepReader(int[] s) {
    Step step = Step.values()[s[STEP]];
    int at = s[POSITION] % CAPACITY;
    boolean padding = s[LENGTH] < 0;
    List<Step> steps = take.contains(step) ? take : read;
    int i = steps.indexOf(step) + 1;
    Step then = i > 0 && i < steps.size() ? steps.get(i) : null;
    switch (step) {
      case READ_LENGTH -> {
        s[LENGTH] = s[at];
        if (s[at] == 0) {
          then = take.get(0);
        } else if (s[at] < 0 ? at - s[at] != CAPACITY : s[at] != RECORD || at + RECORD > CAPACITY) {
          throw new Violation("an impossible length");
        } else {
          then = s[at] > 0 ? Step.READ_A : read.get(2);
        }
      }
      case READ_A -> s[A] = s[at + 1];
      case READ_B -> deliver(s, s[A], s[at + 2]);
      case ZERO_LENGTH -> {
        s[at] = 0;
        then = padding && variant != Variant.HEAD_BEFORE_ZEROING ? Step.MOVE_HEAD : then;
        then = padding && variant == Variant.HEAD_BEFORE_ZEROING ? null : then;
      }
      case ZERO_A -> s[at + 1] = 0;
      case ZERO_B -> s[at + 2] = 0;
      case MOVE_HEAD -> s[HEAD] = s[POSITION] + Math.abs(s[LENGTH]);
      case TAKE_LOST -> {
        s[NEWLY_TAKEN] = s[LOST];
        s[TAKEN] += s[LOST];
        s[LOST] = 0;
        // Nothing lost: the time stays for the loss that is on its way.
        then = s[NEWLY_TAKEN] == 0 ? null : then;
      }
      case TAKE_FIRST_LOST -> {
        s[TAKEN_TIME] = s[FIRST_LOST];
        s[FIRST_LOST] = 0;
      }
      default -> throw new AssertionError(step);
    }
    if (then == null && steps == read) {
      s[POSITION] += Math.abs(s[LENGTH]);
      s[LENGTH] = 0;
      s[A] = 0;
      then = Step.READ_LENGTH;
    } else if (then == null) {
      checkTake(s);
      then = s[DRAINS] == 0 ? Step.DONE : Step.READ_LENGTH;
      s[DRAINS] = Math.max(0, s[DRAINS] - 1);
    }
    s[STEP] = then.ordinal();
  }

  private static int numberOf(int writer, int record) {
    return 1 + writer * 4 + record;
  }

  /** A later take may find the time of a loss gone with the take before, the first one may not. */
  private static void checkTake(int[] s) {
    if (s[NEWLY_TAKEN] > 0) {
      if (s[TAKEN_TIME] == 0 && s[EVER_TOOK] == 0) {
        throw new Violation("a loss without a time");
      }
      s[EVER_TOOK] = 1;
    }
    s[NEWLY_TAKEN] = 0;
    s[TAKEN_TIME] = 0;
  }

  private static void deliver(int[] s, int a, int b) {
    if (a != b || a == 0) {
      throw new Violation("a torn record: " + a + ", " + b);
    }
    // Numbers of one writer share their upper bits; this one and those after it must be new.
    int last = (a - 1) / 4 * 4 + 4;
    int thisAndLater = (2 << last) - (1 << a);
    if ((s[DELIVERED] & thisAndLater) != 0) {
      throw new Violation("record " + a + " twice or out of order");
    }
    s[DELIVERED] |= 1 << a;
  }

  /** What must hold when all have ended. */
  void checkEnd(int[] s) {
    int offered = Arrays.stream(OFFERED).sum();
    if (Integer.bitCount(s[DELIVERED]) + s[TAKEN] != offered) {
      throw new Violation("delivered and lost do not add up to offered");
    }
    if (s[HEAD] != s[TAIL]) {
      throw new Violation("something is left in the ring");
    }
    if (s[FIRST_LOST] != 0) {
      throw new Violation("the time of a loss is left behind");
    }
    for (int i = 0; i < CAPACITY; i++) {
      if (s[i] != 0) {
        throw new Violation("free space is not zero");
      }
    }
  }
}
