// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// Functions that call each other in every way that compilers know. Built in several ways by the Makefile; each step of each is
// unwound by unwind_test.c.
#include <alloca.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOT_INLINED __attribute__((noinline, noclone))

long chain_run(long seed, int with_vfork);

static volatile long sink;

// No frame, and locals below the stack pointer where the compiler puts them there.
static NOT_INLINED long leaf(long x) {
  volatile long local[4] = {x, x + 1, x + 2, x + 3};
  return local[x & 3] * 7 + local[(x + 1) & 3];
}

// The call is the last thing: a jump, where the compiler optimises.
static NOT_INLINED long tail(long x) {
  return leaf(x * 3);
}

// Many registers are saved.
static NOT_INLINED long busy(long a, long b, long c) {
  long d = leaf(a), e = tail(b), f = leaf(c), g = tail(a + b), h = leaf(b + c);
  for (int i = 0; i < 2; i++) {
    d += e * leaf(f + i);
    f += g * tail(h - i);
  }
  return a + b + c + d + e + f + g + h;
}

// A frame whose size only the program knows.
static NOT_INLINED long sized(long x) {
  size_t size = 16 + (size_t)(x & 63);
  unsigned char* room = alloca(size);
  memset(room, (int)x, size);
  return busy(x, room[size - 1], room[0]);
}

// A frame that is aligned to more than the stack is.
static NOT_INLINED long aligned(long x) {
  _Alignas(128) volatile long local[16] = {0};
  local[x & 15] = sized(x);
  return local[x & 15] + leaf(local[3]);
}

static NOT_INLINED int compare(const void* left, const void* right) {
  long a = *(const long*)left;
  long b = *(const long*)right;
  return leaf(a) < leaf(b) ? -1 : a > b;
}

// The C library calls back.
static NOT_INLINED long sorted(long x) {
  long values[5] = {x % 7, x % 5, x % 3, x % 11, x % 13};
  qsort(values, 5, sizeof values[0], compare);
  return values[2] + aligned(x);
}

// Two returns, with the rest of the function between them.
static NOT_INLINED long branching(long x) {
  if ((x & 1) == 0) {
    return tail(x);
  }
  long y = sorted(x);
  if (y > 1000000) {
    return y;
  }
  return busy(x, y, x + y);
}

static NOT_INLINED long through_a_pointer(long x) {
  long (*volatile call)(long) = branching;
  return call(x) + call(x + 1);
}

static NOT_INLINED long many_arguments(long a, long b, long c, long d, long e, long f, long g, long h, long i) {
  return leaf(a + b + c) + tail(d + e + f) + leaf(g + h + i);
}

static NOT_INLINED long formatted(long x) {
  char text[64];
  snprintf(text, sizeof text, "%ld %s", x, "text");
  return strtol(text, NULL, 10) + (long)strlen(text);
}

static NOT_INLINED long new_process(void) {
  pid_t child = vfork();
  if (child == 0) {
    _exit(0);
  }
  return child;
}

long chain_run(long seed, int with_vfork) {
  long x = through_a_pointer(seed);
  x += many_arguments(1, 2, 3, 4, 5, 6, 7, 8, x);
  x += formatted(x & 0xFFF);
  if (with_vfork) {
    sink = new_process();
  }
  return x;
}
