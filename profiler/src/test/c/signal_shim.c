// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// What other programs do to the profiler's signal: take it, give it back, let it find a stack with hardly any room, and
// interrupt its handler with a signal of their own that does not return.
#include <alloca.h>
#include <jni.h>
#include <link.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

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

#define HOLD_SIGNAL (SIGRTMIN + 2)
#define HOLD_EVERY_NANOS 37000
#define LONGEST_HOLD_NANOS INT64_C(20000000000)

static uintptr_t jvm_low;
static uintptr_t jvm_high;
static atomic_bool held;
static atomic_bool released;

static int64_t monotonic(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static int find_jvm(struct dl_phdr_info* info, size_t size, void* found) {
  (void)size;
  const char* file = strrchr(info->dlpi_name, '/');
  if (file == NULL || strcmp(file, "/libjvm.so") != 0) {
    return 0;
  }
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr)* segment = &info->dlpi_phdr[i];
    if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X) != 0) {
      jvm_low = info->dlpi_addr + segment->p_vaddr;
      jvm_high = jvm_low + segment->p_memsz;
      *(bool*)found = true;
    }
  }
  return 1;
}

static uintptr_t pc_of(const ucontext_t* context) {
#if defined(__x86_64__)
  return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#else
  return context->uc_mcontext.pc;
#endif
}

// The thread is in this file's code. If SIGPROF is blocked, its handler was interrupted; if that was in the JVM's code, the
// handler was walking the stack.
static void on_hold(int signo, siginfo_t* info, void* ucontext) {
  (void)signo, (void)info;
  const ucontext_t* context = ucontext;
  uintptr_t pc = pc_of(context);
  if (atomic_load(&released) || sigismember(&context->uc_sigmask, SIGPROF) != 1 || pc < jvm_low || pc >= jvm_high) {
    return;
  }
  atomic_store(&held, true);
  int64_t end = monotonic() + LONGEST_HOLD_NANOS;
  while (!atomic_load(&released) && monotonic() < end) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
  atomic_store(&released, true);
}

static jboolean native_hold_handler(JNIEnv* env, jclass type) {
  (void)env, (void)type;
  bool found = false;
  dl_iterate_phdr(find_jvm, &found);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_hold;
  action.sa_flags = SA_SIGINFO;
  struct sigaction before;
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = HOLD_SIGNAL;
  event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
  timer_t timer;
  atomic_store(&held, false);
  atomic_store(&released, false);
  if (!found || sigaction(HOLD_SIGNAL, &action, &before) != 0 || timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) {
    return JNI_FALSE;
  }
  struct itimerspec often = {{0, HOLD_EVERY_NANOS}, {0, HOLD_EVERY_NANOS}};
  timer_settime(timer, 0, &often, NULL);
  int64_t end = monotonic() + LONGEST_HOLD_NANOS;
  while (!atomic_load(&released) && monotonic() < end) {
    burnt++;
  }
  timer_delete(timer);
  sigaction(HOLD_SIGNAL, &before, NULL);
  return atomic_load(&held);
}

static jboolean native_held(JNIEnv* env, jclass type) {
  (void)env, (void)type;
  return atomic_load(&held);
}

static void native_let_go(JNIEnv* env, jclass type) {
  (void)env, (void)type;
  atomic_store(&released, true);
}

static const JNINativeMethod methods[] = {
    {"take", "()Z", (void*)native_take},
    {"giveBack", "()Z", (void*)native_give_back},
    {"reset", "()Z", (void*)native_reset},
    {"burnOnFullStack", "(J)Z", (void*)native_burn_on_full_stack},
    {"holdHandler", "()Z", (void*)native_hold_handler},
    {"held", "()Z", (void*)native_held},
    {"letGo", "()V", (void*)native_let_go},
};

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved);
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved) {
  (void)reserved;
  return natives_register(vm, "org/jmhpprof/workload/ForeignSignals", methods, sizeof methods / sizeof methods[0]);
}
