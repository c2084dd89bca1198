// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// What the JVM's own thread objects hold and JVMTI does not tell. A JNIEnv lies inside such an object, at the same distance
// from its start in every thread.
//
// Nothing here writes to such an object. A thread's note of its last Java frame, the first thing that one would like to change
// for a second walk, is read by others at any moment: collectors and handshakes walk the stack of a thread that is blocked or
// in native code, concurrently with the program, and a thread that comes back from there can be seen in the state "in VM" before
// such a walk has ended. So no check of the state makes a write safe. A second walk works on a copy that only this thread's
// handler knows.
//
// AsyncGetCallTrace finds the current thread by the JVM's pthread key or, in older releases of 17, by the JNIEnv that it is
// given. For a walk on a copy both name the copy. Only this thread reads its value of the key: AsyncGetCallTrace, and the
// JVM's own handler for a fault inside it, which finds in the copy what it needs.
#ifndef JMHPPROF_VMTHREAD_H
#define JMHPPROF_VMTHREAD_H

#include <jni.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "peek.h"
#include "registers.h"

// Learns the layout from the JVM's own description of itself. NULL, or what is missing.
const char* vmthread_init(JNIEnv* env);

struct vmthread {
  pid_t tid;
  JNIEnv* env;
  uintptr_t stack_end;  // first address above its stack
};

// What the JVM knows of the current thread.
struct vmthread vmthread_own(JNIEnv* env);

// What the JVM knows of another thread; false when it does not run. It may end meanwhile, at any moment.
//
// Its object cannot be held, but Java's thread tells whether it was there: the JVM sets the address in it to 0 before it frees
// the object, and never sets it again. So what is read between two looks at the same address was read from a live object, and
// until the second look says so, it is read through `peek` and not trusted.
bool vmthread_find(JNIEnv* env, jobject thread, const struct peek* peek, struct vmthread* found);

// Whether the JVM's object of a thread is still there.
bool vmthread_alive(JNIEnv* env, jobject thread);

// The thread's note of its last Java frame, for a thread that left Java: sp is 0 without one. async-signal-safe
struct registers vmthread_noted(JNIEnv* env);

// Whether the thread runs Java code, or code of the VM that it called without leaving Java. async-signal-safe
bool vmthread_in_java(JNIEnv* env);

// Its state, as HotSpot numbers it. For a thread that does not end meanwhile. async-signal-safe
enum vmthread_state { VMTHREAD_IN_NATIVE = 4, VMTHREAD_BLOCKED = 10 };
int vmthread_state(JNIEnv* env);

// Bytes that a thread has allocated in the heap, as ThreadMXBean.getThreadAllocatedBytes counts them; 0 where this JVM does not
// say how. For a thread that does not end meanwhile.
uint64_t vmthread_allocated(JNIEnv* env);

// Learns where a thread keeps its mounted virtual thread from the code of the stub that loads it, where the JVM has not said so.
// Not while a handler can be inside.
void vmthread_learn_continuation(const void* return_barrier);

// The number of a thread, as Thread.threadId() tells it.
uint64_t vmthread_number(JNIEnv* env, jobject thread);

// The number of the virtual thread that is mounted on this thread, whose own number is `own`; 0 without one. 0, too, where the JVM
// does not say, as before JDK 24. A carrier is itself again for moments, while a virtual thread is still on its stack.
// async-signal-safe
uint64_t vmthread_mounted(JNIEnv* env, uint64_t own);

// Where the virtual thread begins that is mounted, on this stack; 0 without one. async-signal-safe
uintptr_t vmthread_continuation(JNIEnv* env);

// Memory for a copy of a thread object, or NULL. Not for the handler.
void* vmthread_new_copy(void);

// Copies the current thread's object. The copy runs Java code and has no note of a last Java frame, so that a walk from
// it begins at the registers. Returns the JNIEnv inside the copy. async-signal-safe
JNIEnv* vmthread_copy(JNIEnv* env, void* copy);

// Makes AsyncGetCallTrace take the object around this JNIEnv for the current thread. A caller that passes a copy must pass the
// thread's own JNIEnv again before the handler returns. async-signal-safe
void vmthread_become(JNIEnv* env);

#endif
