// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "demangle.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

// From the C++ ABI, https://itanium-cxx-abi.github.io/cxx-abi/abi.html#demangler
typedef char* (*demangler)(const char* symbol, char* buffer, size_t* length, int* status);

static demangler cxa_demangle;

// A JVM may have its C++ runtime linked in and hidden, so this library does not depend on there being one.
static void find(void) {
  void* runtime = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_LOCAL);
  if (runtime != NULL) {
    cxa_demangle = (demangler)dlsym(runtime, "__cxa_demangle");
  }
}

char* demangle(const char* symbol) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, find);
  int status;
  return cxa_demangle == NULL ? NULL : cxa_demangle(symbol, NULL, NULL, &status);
}
