// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// The protocol of the sample ring (org/jmhpprof/ring/package-info.java) for spin: two writers and a
// reader, which goes round the ring several times and fills it up. spin tries every order of their
// steps. Each step is one load or store, in program order; what release and acquire are for on
// weaker processors is the sanitizers' business.
//
// Checked: a claimed word is zero until its writer fills it; a record is whole, comes once and in its
// writer's order; delivered + lost = offered; nothing waits for ever.
//
// TWIN=1..6 breaks one step each; .ci/model checks that spin finds all of them.
#ifndef TWIN
#define TWIN 0
#endif

#define CAPACITY 6 // words; a record of three is the longest
#define RECORDS 3  // of each writer
#define WRITERS 2

short words[CAPACITY];
byte tail, seen, head;
byte lost, delivered, finished;

// What has_room() does. The result is in `room`.
#define SEEK_ROOM                                                                                  \
  h = seen;                                                                                        \
  room = (t + pad + length - h <= CAPACITY);                                                       \
  if                                                                                               \
  :: room -> skip                                                                                  \
  :: else ->                                                                                       \
     h = head;                                                                                     \
     seen = (TWIN == 5 -> h + 2 : h);                                                              \
     room = (TWIN == 3 -> true : t + pad + length - h <= CAPACITY)                                 \
  fi

proctype Writer(byte id) {
  byte n = 1, t, h, at;
  short length, pad;
  bool room, claimed;
  do
  :: n > RECORDS -> break
  :: else ->
     length = 2 + (n + id) % 2;
     claimed = false;
     do
     :: claimed -> break
     :: else ->
        t = tail;
        pad = (t % CAPACITY + length <= CAPACITY -> 0 : CAPACITY - t % CAPACITY);
        SEEK_ROOM;
        if
        :: !room -> lost++; break
        :: else ->
#if TWIN == 6
           if :: tail == t -> skip :: else -> t = tail fi;
           tail = t + pad + length; claimed = true
#else
           atomic {
             if
             :: tail == t -> tail = t + pad + length; claimed = true
             :: else -> skip
             fi
           }
#endif
        fi
     od;
     if
     :: claimed ->
        if
        :: pad > 0 -> assert(words[t % CAPACITY] == 0); words[t % CAPACITY] = -pad
        :: else -> skip
        fi;
        at = (t + pad) % CAPACITY;
        assert(words[at] == 0);
#if TWIN == 2
        words[at] = length;
#endif
        assert(words[at + 1] == 0);
        words[at + 1] = 10 * id + n;
        if
        :: length == 3 -> assert(words[at + 2] == 0); words[at + 2] = 10 * id + n
        :: else -> skip
        fi;
#if TWIN != 2
        words[at] = length
#endif
     :: else -> skip
     fi;
     n++
  od;
  finished++
}

// Zeroes and gives back `free` words, of which `written` were written. The reader may keep it to
// itself for a while; told is what the writers know.
#define RELEASE(written, free)                                                                     \
  if                                                                                               \
  :: TWIN == 1 -> head = mine + free                                                               \
  :: else -> skip                                                                                  \
  fi;                                                                                              \
  k = 0;                                                                                           \
  do                                                                                               \
  :: k < written && TWIN != 4 -> words[mine % CAPACITY + k] = 0; k++                               \
  :: else -> break                                                                                 \
  od;                                                                                              \
  mine = mine + free;                                                                              \
  if                                                                                               \
  :: head = mine                                                                                   \
  :: skip                                                                                          \
  fi

proctype Reader() {
  byte mine, k, writer, number;
  byte last[WRITERS + 1];
  short l, v;
  bool ends;
  do
  :: ends = (finished == WRITERS);
     l = words[mine % CAPACITY];
     if
     :: l < 0 -> assert(mine % CAPACITY - l == CAPACITY); RELEASE(1, -l)
     :: l > 0 ->
        v = words[mine % CAPACITY + 1];
        assert(v != 0 && (l == 3 || l == 2));
        if
        :: l == 3 -> assert(words[mine % CAPACITY + 2] == v)
        :: else -> skip
        fi;
        writer = v / 10;
        number = v % 10;
        assert(number > last[writer]);
        last[writer] = number;
        delivered++;
        RELEASE(l, l)
     :: l == 0 ->
        // The drain ends here, and with it tells where it is.
        head = mine;
        if
        :: ends -> break
        :: else -> skip
        fi
     fi
  od;
  assert(delivered + lost == WRITERS * RECORDS)
}

init {
  atomic {
    run Writer(1);
    run Writer(2);
    run Reader()
  }
}
