// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "jvmti_stack.h"

#include <stdbool.h>

#include "frame.h"

static bool append(uint64_t* words, uint32_t* count, const jvmtiFrameInfo* frames, uint32_t end) {
  for (uint32_t i = 0; i < end; i++) {
    uintptr_t method = (uintptr_t)frames[i].method;
    if (!frame_fits(method)) {
      return false;
    }
    words[(*count)++] = frame_java(method, (int32_t)frames[i].location);
  }
  return true;
}

static uint32_t only(uint64_t* words, uint32_t pseudo) {
  words[0] = frame_pseudo(pseudo);
  return 1;
}

uint32_t jvmti_stack(jvmtiEnv* jvmti, jthread thread, uint64_t* words, uint32_t depth) {
  // One more than is kept tells that there are more.
  jint most = (jint)depth + WALK_ROOT_FRAMES + 1;
  jvmtiFrameInfo frames[most];
  jint found = 0;
  if ((*jvmti)->GetStackTrace(jvmti, thread, 0, most, frames, &found) != JVMTI_ERROR_NONE) {
    return only(words, PSEUDO_FAILED_JVMTI);
  }
  if (found == 0) {
    return only(words, PSEUDO_NO_JAVA_FRAME);
  }
  uint32_t count = 0;
  bool cut = found == most;
  bool fits = append(words, &count, frames, cut ? depth : (uint32_t)found);
  if (fits && cut) {
    words[count++] = frame_pseudo(PSEUDO_TRUNCATED);
    jint root = 0;
    // What cannot be had is missing, as it is where walk_stack does not find the root.
    (*jvmti)->GetStackTrace(jvmti, thread, -WALK_ROOT_FRAMES, WALK_ROOT_FRAMES, frames, &root);
    fits = append(words, &count, frames, (uint32_t)root);
  }
  return fits ? count : only(words, PSEUDO_FAILED_METHOD_ID);
}
