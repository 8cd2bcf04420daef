#include "sandbox/virtual_clock.h"

#include <gtest/gtest.h>

namespace ipclab::sandbox {
namespace {

constexpr Nanoseconds kSecond = 1000000000;

TEST(VirtualClock, BeginsAtTheSameDateInEveryRun) {
  const VirtualClock one, other;
  EXPECT_EQ(one.read(CLOCK_REALTIME), 1780315200 * kSecond);  // date -d 2026-06-01T12:00Z +%s
  EXPECT_EQ(one.read(CLOCK_MONOTONIC), other.read(CLOCK_MONOTONIC));
  EXPECT_EQ(one.now(), 0);
}

TEST(VirtualClock, StandsStillUntilItIsMovedAndThenAllItsReadingsMove) {
  VirtualClock clock;
  const Nanoseconds date = *clock.read(CLOCK_REALTIME), uptime = *clock.read(CLOCK_MONOTONIC);
  EXPECT_EQ(*clock.read(CLOCK_REALTIME), date);
  clock.pass(3 * kSecond);
  EXPECT_EQ(*clock.read(CLOCK_REALTIME), date + 3 * kSecond);
  EXPECT_EQ(*clock.read(CLOCK_MONOTONIC), uptime + 3 * kSecond);
  EXPECT_EQ(*clock.moment_of(CLOCK_MONOTONIC, uptime + kSecond), kSecond);
}

TEST(VirtualClock, NeverGoesBack) {
  VirtualClock clock;
  clock.wake_at(5 * kSecond);
  const Nanoseconds awake = clock.now();
  EXPECT_GT(awake, 5 * kSecond);
  clock.wake_at(4 * kSecond);
  clock.move_to(kSecond);
  EXPECT_EQ(clock.now(), awake);
}

TEST(VirtualClock, LeavesProcessorTimeAndUnknownClocksToTheKernel) {
  const VirtualClock clock;
  EXPECT_FALSE(clock.read(CLOCK_PROCESS_CPUTIME_ID));
  EXPECT_FALSE(clock.read(CLOCK_THREAD_CPUTIME_ID));
  EXPECT_FALSE(clock.read(-6));
  EXPECT_FALSE(clock.read(1000));
}

TEST(VirtualClock, WhateverIsAskedForFitsIntoIt) {
  EXPECT_EQ(nanoseconds(1, 5), kSecond + 5);
  EXPECT_EQ(nanoseconds(-1, -1), 0);
  EXPECT_LE(nanoseconds(INT64_MAX, INT64_MAX), kLatest);
  VirtualClock clock;
  clock.wake_at(nanoseconds(INT64_MAX, 0));
  EXPECT_GT(clock.now() + nanoseconds(INT64_MAX, 0), 0);
}

}  // namespace
}  // namespace ipclab::sandbox
