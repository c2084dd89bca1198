// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// HotSpot describes its own fields in an exported table, for the serviceability tools. Not for the handler.
#ifndef JMHPPROF_VMSTRUCTS_H
#define JMHPPROF_VMSTRUCTS_H

#include <stdbool.h>
#include <stdint.h>

// The address of a static field, or NULL where this JVM has no such field.
const void* vmstructs_static(const char* type, const char* field);

// The offset of a field in its object, or -1.
int64_t vmstructs_offset(const char* type, const char* field);

// The size of a type in bytes; -1 when the JVM does not say.
int64_t vmstructs_size(const char* type);

// A constant by its name; false when the JVM does not say.
bool vmstructs_constant(const char* name, int32_t* value);

#endif
