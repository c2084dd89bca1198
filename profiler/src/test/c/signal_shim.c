// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// What other programs do to the profiler's signal: take it, give it back, and let it find a stack with hardly any room.
#include <alloca.h>
#include <jni.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <time.h>

#include "natives.h"

static struct sigaction taken_from;
static void on_foreign(int signo) {
  (void)signo;
}

static jboolean native_take(JNIEnv* env, jclass type) {
  (void)env, (void)type;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_foreign;
  action.sa_flags = SA_RESTART;
  return sigaction(SIGPROF, &action, &taken_from) == 0;
}

static jboolean native_give_back(JNIEnv* env, jclass type) {
  (void)env, (void)type;
  return sigaction(SIGPROF, &taken_from, NULL) == 0;
}

static jboolean native_reset(JNIEnv* env, jclass type) {
  (void)env, (void)type;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  return sigaction(SIGPROF, &action, NULL) == 0;
}

#define PAGE 4096
#define STACK_PAGES 16
#define LEFT_FOR_A_HANDLER 2048

static char* stack_low;
static volatile sig_atomic_t burnt;
static int64_t burn_nanos;

static int64_t own_cpu(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void mask_prof(int how) {
  sigset_t prof;
  sigemptyset(&prof);
  sigaddset(&prof, SIGPROF);
  pthread_sigmask(how, &prof, NULL);
}

// Leaves room for what the kernel pushes and a little more.
static void on_full_stack(int signo) {
  (void)signo;
  uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  uintptr_t keep = getauxval(AT_MINSIGSTKSZ) + LEFT_FOR_A_HANDLER;
  volatile char* used = alloca(here - (uintptr_t)stack_low - keep);
  used[0] = 1;
  mask_prof(SIG_UNBLOCK);
  int64_t start = own_cpu();
  while (own_cpu() - start < burn_nanos) {
    burnt++;
  }
}

// The page below the stack is out of bounds: who needs more dies.
static jboolean native_burn_on_full_stack(JNIEnv* env, jclass type, jlong nanos) {
  (void)env, (void)type;
  size_t size = (STACK_PAGES + 1) * PAGE;
  char* memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || mprotect(memory, PAGE, PROT_NONE) != 0) {
    return JNI_FALSE;
  }
  stack_low = memory + PAGE;
  burn_nanos = nanos;
  stack_t stack = {.ss_sp = stack_low, .ss_size = STACK_PAGES * PAGE};
  stack_t before;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_full_stack;
  action.sa_flags = SA_ONSTACK;
  int signo = SIGRTMIN + 1;
  struct sigaction handler_before;
  // A SIGPROF that comes together with this signal would have its handler begun first, and finished last.
  mask_prof(SIG_BLOCK);
  jboolean done = sigaltstack(&stack, &before) == 0 && sigaction(signo, &action, &handler_before) == 0 && raise(signo) == 0 &&
                  sigaction(signo, &handler_before, NULL) == 0 && sigaltstack(&before, NULL) == 0;
  mask_prof(SIG_UNBLOCK);
  munmap(memory, size);
  return done;
}

static const JNINativeMethod methods[] = {
    {"take", "()Z", (void*)native_take},
    {"giveBack", "()Z", (void*)native_give_back},
    {"reset", "()Z", (void*)native_reset},
    {"burnOnFullStack", "(J)Z", (void*)native_burn_on_full_stack},
};

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved);
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved) {
  (void)reserved;
  return natives_register(vm, "org/jmhpprof/workload/ForeignSignals", methods, sizeof methods / sizeof methods[0]);
}
