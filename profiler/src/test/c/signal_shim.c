// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// What other programs do to the profiler's signal: take it, and give it back.
#include <jni.h>
#include <signal.h>
#include <string.h>

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

static const JNINativeMethod methods[] = {
    {"take", "()Z", (void*)native_take},
    {"giveBack", "()Z", (void*)native_give_back},
    {"reset", "()Z", (void*)native_reset},
};

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved);
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved) {
  (void)reserved;
  JNIEnv* env;
  if ((*vm)->GetEnv(vm, (void**)&env, JNI_VERSION_1_8) != JNI_OK) {
    return JNI_ERR;
  }
  jclass type = (*env)->FindClass(env, "org/jmhpprof/workload/ForeignSignals");
  jint count = sizeof(methods) / sizeof(methods[0]);
  if (type == NULL || (*env)->RegisterNatives(env, type, methods, count) != JNI_OK) {
    return JNI_ERR;
  }
  return JNI_VERSION_1_8;
}
