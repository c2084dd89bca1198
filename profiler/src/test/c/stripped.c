// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// A library as distributions ship it: stripped, with its symbols in another file. A note of another owner has the type
// number of a build id, as those of systemtap's probes do.

__asm__(".pushsection .note.other,\"a\",\"note\"\n"
        ".balign 4\n"
        ".4byte 6, 4, 3\n"
        ".asciz \"other\"\n"
        ".balign 4\n"
        ".4byte 0x64616562\n"
        ".popsection\n");

unsigned exported_function(unsigned seed);

static __attribute__((noinline)) unsigned hidden_function(unsigned seed) {
  return seed * 2654435761u + 1;
}

__attribute__((visibility("default"))) unsigned exported_function(unsigned seed) {
  for (int i = 0; i < 100; i++) {
    seed = hidden_function(seed);
  }
  return seed;
}

// The same function under a name that programmers do not use.
extern __attribute__((visibility("default"), alias("exported_function"))) unsigned __a_exported_function(unsigned seed);
