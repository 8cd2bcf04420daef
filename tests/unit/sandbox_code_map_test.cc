// /proc/PID/maps as the stack reader understands it.
#include <gtest/gtest.h>

#include "sandbox/code_map.h"

namespace ipclab::sandbox {
namespace {

constexpr const char* kMaps =
    "555555554000-555555555000 r--p 00000000 00:1f 12345                      /lab/my program\n"
    "555555555000-555555556000 r-xp 00001000 00:1f 12345                      /lab/my program\n"
    "555555558000-555555559000 rw-p 00003000 00:1f 12345                      /lab/my program\n"
    "7ffff7dd3000-7ffff7df9000 r--p 00000000 fe:00 777                        /usr/lib/x86_64-linux-gnu/libc.so.6\n"
    "7ffff7df9000-7ffff7f4e000 r-xp 00026000 fe:00 777                        /usr/lib/x86_64-linux-gnu/libc.so.6\n"
    "7ffff7fc9000-7ffff7fcb000 r-xp 00000000 00:00 0                          [vdso]\n"
    "7ffff7fcc000-7ffff7ff1000 r-xp 00001000 fe:00 778                        "
    "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2\n"
    "7ffff7ff2000-7ffff7ff3000 rwxp 00000000 00:00 0 \n"
    "7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0                          [stack]\n";

TEST(CodeMap, HasTheExecutablePartsOfFiles) {
  CodeMap map = CodeMap::of(kMaps, "/lab/my program");
  ASSERT_EQ(map.modules.size(), 3U);
  ASSERT_EQ(map.own, 0);
  EXPECT_EQ(map.modules[0].path, "/lab/my program");
  EXPECT_EQ(map.modules[0].begin, 0x555555555000U);
  EXPECT_EQ(map.modules[0].end, 0x555555556000U);
  EXPECT_EQ(map.modules[0].base, 0x555555554000U);
  EXPECT_EQ(map.modules[1].base, 0x7ffff7dd3000U);
  EXPECT_FALSE(map.modules[1].loader);
  EXPECT_TRUE(map.modules[2].loader);
}

TEST(CodeMap, TellsTheProgramsOwnInstructionsFromOthers) {
  CodeMap map = CodeMap::of(kMaps, "/lab/my program");
  EXPECT_TRUE(map.is_own(0x555555555000));
  EXPECT_FALSE(map.is_own(0x555555556000));
  EXPECT_FALSE(map.is_own(0x555555554fff));
  EXPECT_EQ(map.at(0x7ffff7df9010), &map.modules[1]);
  EXPECT_EQ(map.at(0x7ffff7fc9000), nullptr);  // the kernel's own page is no file
}

TEST(CodeMap, OfAProgramThatIsNotMappedHasNoOwnCode) {
  EXPECT_EQ(CodeMap::of(kMaps, "/lab/other").own, -1);
  EXPECT_FALSE(CodeMap::of(kMaps, "/lab/other").is_own(0x555555555000));
}

TEST(CodeMap, PassesOverLinesThatItCannotRead) {
  EXPECT_TRUE(CodeMap::of("", "/lab/x").modules.empty());
  EXPECT_TRUE(CodeMap::of("no addresses here /lab/x\n1000-2000\n1000-2000 r-x\nz-2000 r-xp 0 /lab/x", "/lab/x")
                  .modules.empty());
}

}  // namespace
}  // namespace ipclab::sandbox
