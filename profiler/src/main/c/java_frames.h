// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// A thread's Java frames, by AsyncGetCallTrace.
//
// It walks from where the thread was interrupted, or from where the thread left Java. Where it fails, or would go astray, it is
// called again from a caller that guess.h proposes. Before it walks from registers, chain.h looks along the stack. A second try writes nothing that
// another thread reads: it works on a copy of the JVM's thread object and of the registers (vmthread.h says why).
#ifndef JMHPPROF_JAVA_FRAMES_H
#define JMHPPROF_JAVA_FRAMES_H

#include <jni.h>
#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

#include "walk.h"

struct call_frame {
  jint bci;
  jmethodID method;
};

// Finds AsyncGetCallTrace. NULL, or what is missing. After code_init.
const char* java_frames_init(void);

// The most frames that are asked for: one more than is kept tells that there are more.
uint32_t java_frames_most(uint32_t depth);

// Writes the frames to buffer->frames, leaf first. Returns how many there are, or AsyncGetCallTrace's number for why there are
// none. *rootless: they do not reach the thread's root. async-signal-safe
jint java_frames_walk(struct walk_buffer* buffer, JNIEnv* env, ucontext_t* context, bool* rootless);

// Whether there were as many frames as were asked for, so that the root end is missing.
bool java_frames_cut(const struct walk_buffer* buffer, jint frames);

// Walks the root end of a stack that is too deep to be walked as a whole: from the frames of the oldest methods. They are
// searched for only where they are not as they were last time. Returns the number of frames in buffer->frames, 0 if there are
// none that can be trusted. async-signal-safe
jint java_frames_root(struct walk_buffer* buffer, JNIEnv* env, const ucontext_t* context);

#endif
