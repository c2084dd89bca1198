// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "vmstructs.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

// The strides and offsets of the table are exported beside it.
static uint64_t exported(const char* name) {
  const uint64_t* value = dlsym(RTLD_DEFAULT, name);
  return value == NULL ? 0 : *value;
}

static const char* find(const char* type, const char* field) {
  const char* entry = (const char*)(uintptr_t)exported("gHotSpotVMStructs");
  uint64_t stride = exported("gHotSpotVMStructEntryArrayStride");
  uint64_t type_name = exported("gHotSpotVMStructEntryTypeNameOffset");
  uint64_t field_name = exported("gHotSpotVMStructEntryFieldNameOffset");
  if (entry == NULL || stride == 0) {
    return NULL;
  }
  for (; *(const char* const*)(entry + type_name) != NULL; entry += stride) {
    const char* found = *(const char* const*)(entry + field_name);
    if (strcmp(*(const char* const*)(entry + type_name), type) == 0 && found != NULL && strcmp(found, field) == 0) {
      return entry;
    }
  }
  return NULL;
}

const void* vmstructs_static(const char* type, const char* field) {
  const char* entry = find(type, field);
  return entry == NULL ? NULL : *(const void* const*)(entry + exported("gHotSpotVMStructEntryAddressOffset"));
}

int64_t vmstructs_offset(const char* type, const char* field) {
  const char* entry = find(type, field);
  return entry == NULL ? -1 : (int64_t)*(const uint64_t*)(entry + exported("gHotSpotVMStructEntryOffsetOffset"));
}

int64_t vmstructs_size(const char* type) {
  const char* entry = (const char*)(uintptr_t)exported("gHotSpotVMTypes");
  uint64_t stride = exported("gHotSpotVMTypeEntryArrayStride");
  uint64_t name = exported("gHotSpotVMTypeEntryTypeNameOffset");
  uint64_t size = exported("gHotSpotVMTypeEntrySizeOffset");
  if (entry == NULL || stride == 0) {
    return -1;
  }
  for (; *(const char* const*)(entry + name) != NULL; entry += stride) {
    if (strcmp(*(const char* const*)(entry + name), type) == 0) {
      return (int64_t)*(const uint64_t*)(entry + size);
    }
  }
  return -1;
}

bool vmstructs_constant(const char* name, int32_t* value) {
  const char* entry = (const char*)(uintptr_t)exported("gHotSpotVMIntConstants");
  uint64_t stride = exported("gHotSpotVMIntConstantEntryArrayStride");
  uint64_t entry_name = exported("gHotSpotVMIntConstantEntryNameOffset");
  uint64_t entry_value = exported("gHotSpotVMIntConstantEntryValueOffset");
  if (entry == NULL || stride == 0) {
    return false;
  }
  for (; *(const char* const*)(entry + entry_name) != NULL; entry += stride) {
    if (strcmp(*(const char* const*)(entry + entry_name), name) == 0) {
      *value = *(const int32_t*)(entry + entry_value);
      return true;
    }
  }
  return false;
}
