// What AddressSanitizer and UBSan write -> MemoryError.
#include "harness/run/memory_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ipclab {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kOverflow = R"(=================================================================
==2==ERROR: AddressSanitizer: stack-buffer-overflow on address 0x7fba26a0002a at pc 0x7fba296602ca bp 0x7ffc sp 0x7ffc
WRITE of size 38 at 0x7fba26a0002a thread T0
    #0 0x7fba296602c9 in __interceptor_strcpy ../../../../src/libsanitizer/asan/asan_interceptors.cpp:425
    #1 0x56531eafd438 in fill /work/src/u.c:9
    #2 0x56531eafd438 in main u.c:30
    #3 0x7fba28c45249 in __libc_start_call_main ../sysdeps/nptl/libc_start_call_main.h:58

Address 0x7fba26a0002a is located in stack of thread T0 at offset 42 in frame
    #0 0x56531eafd2f8 in main u.c:6

  This frame has 2 object(s):
    [32, 42) 'buf' (line 7)
    [64, 80) 'a' (line 7) <== Memory access at offset 42 partially underflows this variable
SUMMARY: AddressSanitizer: stack-buffer-overflow ../../../../src/libsanitizer/asan/asan_interceptors.cpp:425
)";

constexpr const char* kFreed =
    R"(==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000011 at pc 0x1 bp 0x2 sp 0x3
READ of size 1 at 0x602000000011 thread T0
    #0 0x55a69d38c561 in main u.c:11
    #1 0x7fa3a5245249 in __libc_start_call_main ../sysdeps/nptl/libc_start_call_main.h:58

0x602000000011 is located 1 bytes inside of 5-byte region [0x602000000010,0x602000000015)
freed by thread T0 here:
    #0 0x7fa3a5cb76a8 in __interceptor_free ../../../../src/libsanitizer/asan/asan_malloc_linux.cpp:52
    #1 0x55a69d38c50e in clear u.c:20
    #2 0x55a69d38c50e in main u.c:10

previously allocated by thread T0 here:
    #0 0x7fa3a5cb89cf in __interceptor_malloc ../../../../src/libsanitizer/asan/asan_malloc_linux.cpp:69
    #1 0x55a69d38c391 in main u.c:7

SUMMARY: AddressSanitizer: heap-use-after-free u.c:11 in main
)";

TEST(AddressReport, PlaceIsTheInnermostOneInTheSubmission) {
  const auto errors = parse_address_report(kOverflow);
  ASSERT_THAT(errors, SizeIs(1));
  EXPECT_EQ(errors[0].kind, "stack-buffer-overflow");
  EXPECT_EQ(errors[0].access, "write");
  EXPECT_EQ(errors[0].size, 38);
  EXPECT_EQ(errors[0].location, (SourceLocation{"u.c", 9, "fill"}));
}

TEST(AddressReport, VariableIsTheOneThatTheAccessLeft) {
  EXPECT_EQ(parse_address_report(kOverflow).at(0).object, "buf");
}

TEST(AddressReport, OfAFreedBlockSaysWhereItWasFreedAndAllocated) {
  const auto errors = parse_address_report(kFreed);
  ASSERT_THAT(errors, SizeIs(1));
  EXPECT_EQ(errors[0].access, "read");
  EXPECT_EQ(errors[0].location.line, 11);
  ASSERT_THAT(errors[0].places, SizeIs(2));
  EXPECT_EQ(errors[0].places[0], (MemoryError::Place{"freed", {"u.c", 20, "clear"}}));
  EXPECT_EQ(errors[0].places[1], (MemoryError::Place{"allocated", {"u.c", 7, "main"}}));
}

TEST(AddressReport, OfAGlobalVariableNamesIt) {
  const auto errors = parse_address_report(
      "==1==ERROR: AddressSanitizer: global-buffer-overflow on address 0x1 at pc 0x2 bp 0x3 sp 0x4\n"
      "WRITE of size 300 at 0x1 thread T0\n"
      "    #0 0x7 in __interceptor_memset ../../x.inc:799\n"
      "    #1 0x5 in main ./u.c:16\n"
      "\n"
      "0x5 is located 0 bytes to the right of global variable 'g' defined in './u.c:5:33' (0x56) of size 16\n");
  ASSERT_THAT(errors, SizeIs(1));
  EXPECT_EQ(errors[0].object, "g");
  EXPECT_EQ(errors[0].location, (SourceLocation{"u.c", 16, "main"}));
}

TEST(AddressReport, SignalThatSomebodySentIsNoCrash) {
  const std::string head = "==1==ERROR: AddressSanitizer: SEGV on unknown address 0x1 (pc 0x2 bp 0x3 sp 0x4 T0)\n";
  const std::string stack = "    #0 0x5 in main u.c:5\n";
  EXPECT_THAT(parse_address_report(head + stack), IsEmpty());
  EXPECT_THAT(parse_address_report(head + "==1==The signal is caused by a WRITE memory access.\n" + stack), SizeIs(1));
}

TEST(AddressReport, WhatTheChecksSayOfThemselvesIsNotTheProgramsMistake) {
  for (const char* said :
       {"==1==ERROR: AddressSanitizer: stack-overflow on address 0x1 (pc 0x2)\n    #0 0x5 in main u.c:5\n",
        "==1==ERROR: AddressSanitizer: out of memory: failed to allocate 0x1 bytes\n",
        "==1==AddressSanitizer CHECK failed: asan_thread.cpp:1\n", "==1==WARNING: AddressSanitizer failed\n", ""})
    EXPECT_THAT(parse_address_report(said), IsEmpty()) << said;
}

TEST(AddressReport, CutOffOrMadeUpHarmsNobody) {
  const std::string whole = std::string(kOverflow) + kFreed;
  for (std::size_t length = 0; length < whole.size(); ++length) parse_address_report(whole.substr(0, length));
  for (const char* line : {"    [, ) ''", "    [9, x) 'a'", "    #0 in", "    #0 0x1 in f :", "READ of size x"})
    parse_address_report(std::string("ERROR: AddressSanitizer: SEGV on\n") + line + "\n");
}

TEST(UndefinedReport, LineIsTheSubmissionsAndTextTheChecks) {
  const auto errors = parse_undefined_report(
      "reading\n./u.c:14:18: runtime error: signed integer overflow: 3 * 2000000000 cannot be represented\r\n"
      "prompt: u.c:10:11: runtime error: index 4 out of bounds for type 'int [4]'\n");
  ASSERT_THAT(errors, SizeIs(2));
  EXPECT_EQ(errors[0].kind, "undefined");
  EXPECT_EQ(errors[0].location, (SourceLocation{"u.c", 14, ""}));
  EXPECT_EQ(errors[0].text, "signed integer overflow: 3 * 2000000000 cannot be represented");
  EXPECT_EQ(errors[1].location.line, 10);
}

TEST(UndefinedReport, LinesOfOtherFilesAreNotTheSubmissions) {
  EXPECT_THAT(parse_undefined_report("/usr/include/x.h:3:1: runtime error: a\n../x.c:3:1: runtime error: b\n"
                                     ": runtime error: c\nx.c: runtime error: d\n"),
              IsEmpty());
}

}  // namespace
}  // namespace ipclab
