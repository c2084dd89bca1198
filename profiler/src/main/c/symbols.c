// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "symbols.h"

#include <string.h>

#include "frame.h"

static void release(jvmtiEnv* jvmti, void* memory) {
  if (memory != NULL) {
    (*jvmti)->Deallocate(jvmti, memory);
  }
}

static jint line_of(jvmtiEnv* jvmti, jmethodID method, uint32_t bci) {
  jint count;
  jvmtiLineNumberEntry* table;
  if (bci == FRAME_BCI_NATIVE_METHOD || (*jvmti)->GetLineNumberTable(jvmti, method, &count, &table) != JVMTI_ERROR_NONE) {
    return 0;
  }
  // The entries are not always in order: the line is that of the nearest start at or before the bci.
  jint line = 0;
  jlocation nearest = -1;
  for (jint i = 0; i < count; i++) {
    if (table[i].start_location <= (jlocation)bci && table[i].start_location > nearest) {
      nearest = table[i].start_location;
      line = table[i].line_number;
    }
  }
  release(jvmti, table);
  return line;
}

int symbols_resolve(jvmtiEnv* jvmti, JNIEnv* env, uint64_t word, struct symbol* symbol) {
  memset(symbol, 0, sizeof *symbol);
  jmethodID method = (jmethodID)frame_method_id(word);
  jclass class = NULL;
  // An id outlives its class as a cell that says so; JVMTI looks there first.
  if ((*jvmti)->GetMethodName(jvmti, method, &symbol->method, &symbol->method_signature, NULL) != JVMTI_ERROR_NONE ||
      (*jvmti)->GetMethodDeclaringClass(jvmti, method, &class) != JVMTI_ERROR_NONE || class == NULL ||
      (*jvmti)->GetClassSignature(jvmti, class, &symbol->class_signature, NULL) != JVMTI_ERROR_NONE) {
    if (class != NULL) {
      (*env)->DeleteLocalRef(env, class);
    }
    symbols_release(jvmti, symbol);
    return 0;
  }
  if ((*jvmti)->GetSourceFileName(jvmti, class, &symbol->file) != JVMTI_ERROR_NONE) {
    symbol->file = NULL;
  }
  symbol->line = line_of(jvmti, method, frame_bci(word));
  (*env)->DeleteLocalRef(env, class);
  return 1;
}

void symbols_release(jvmtiEnv* jvmti, struct symbol* symbol) {
  release(jvmti, symbol->class_signature);
  release(jvmti, symbol->method);
  release(jvmti, symbol->method_signature);
  release(jvmti, symbol->file);
  memset(symbol, 0, sizeof *symbol);
}
