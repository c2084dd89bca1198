// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CppNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f | f",
        "f() | f",
        "G1ParScanThreadState::trim_queue_to_threshold(unsigned int) |"
            + " G1ParScanThreadState::trim_queue_to_threshold",
        "RegMask::is_UP() const | RegMask::is_UP",
        "void A<int>::f<(B)0, false>(char*) const [clone .part.0] | A::f",
        "A<B<int> >::C::g(D<E>*) | A::C::g",
        "unsigned int A::f<int>(int) | A::f",
        "(anonymous namespace)::f(int) | (anonymous namespace)::f",
        "f(int)::{lambda(int)#1}::operator()(int) const | f::{lambda#1}::operator()",
        "operator new(unsigned long) | operator new",
        "operator delete[](void*) | operator delete[]",
        "A::operator bool() const | A::operator bool",
        "A::operator<(A const&) const | A::operator<",
        "bool operator==<int>(A<int> const&, A<int> const&) | operator==",
        "std::ostream& std::operator<< <char>(std::ostream&, char) | std::operator<<",
        "A::operator->() const | A::operator->",
        "operators::f(int) | operators::f",
        "f [clone .cold] | f",
        "A::f(int) const::{lambda()#1}::operator()() const | A::f::{lambda#1}::operator()",
        "A::f() &::{lambda()#1}::operator()() const | A::f::{lambda#1}::operator()",
        "A::{unnamed type#1}::f() | A::{unnamed type#1}::f",
        "void f<int>(std::enable_if<((sizeof (int))>(2)), int>::type) | f",
        "void f<&(A::operator>(A const&) const)>(int) | f",
        "decltype(auto) g<int>(int) | g",
        "operator\"\" _s(char const*) | operator\"\" _s",
        "A::operator std::function<void (int)>() const | A::operator std::function<void (int)>",
        "A::operator<<(int) | A::operator<<",
        "A::operator[](int) | A::operator[]",
        "A::operator-=(int) | A::operator-=",
      })
  void onlyTheNameStays(String demangled, String simple) {
    assertEquals(simple, CppName.simple(demangled));
  }

  @ParameterizedTest
  @CsvSource({"f(int", "<int>", "{lambda(int", "f>(int)", "decltype (f()) g<int>(int)", "''"})
  void whatIsNotUnderstoodStays(String text) {
    assertEquals(text, CppName.simple(text));
  }

  @Test
  void mangledNamesAreToldByTheirBeginning() {
    assertTrue(CppName.isMangled("_ZN1A1fEv"));
    assertFalse(CppName.isMangled("_start"));
    assertFalse(CppName.isMangled("memcpy"));
  }
}
