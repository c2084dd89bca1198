// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The labels of the user's own that a thread has, as the number of a set. Java gives out the numbers and stores them: the word is
// the thread's own, in its entry of the registry, which is never freed. Only that thread stores, but for the start of a window,
// which takes the labels away that an iteration has left behind. 0 stands for none.
#ifndef JMHPPROF_LABEL_H
#define JMHPPROF_LABEL_H

#include <stdint.h>

#include "frame.h"

// In a tag, behind the state.
#define LABEL_SHIFT 4
#define LABEL_MOST 4095u

static inline uint32_t label_tag(uint32_t label) {
  return (label & LABEL_MOST) << LABEL_SHIFT;
}

// Appends what is known of a sample beside its stack, if there is anything: a label, and the virtual thread that is mounted.
// Returns how many words there are then. async-signal-safe
static inline uint32_t label_append(uint64_t* words, uint32_t count, uint32_t label, uint64_t mounted) {
  if (label != 0 || mounted != 0) {
    words[count++] = frame_tag(label_tag(label)) | frame_virtual_thread(mounted);
  }
  return count;
}

#endif
