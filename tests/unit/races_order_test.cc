// Who is certain to come after whom.
#include "harness/races/order.h"

#include <gtest/gtest.h>

namespace ipclab::races {
namespace {

constexpr Thing kPipe{Thing::Kind::Object, 1, 0}, kSemaphore{Thing::Kind::Semaphore, 1, 0};
constexpr int kParent = 1, kChild = 2, kOther = 3;

/// Whether `second` comes after all that `first` has done so far.
struct Moment {
  int process;
  std::uint32_t time;
};
Moment now(const Order& order, int process) {
  return {process, order.now(process)};
}
bool after(const Order& order, int process, Moment moment) {
  return order.after(process, moment.process, moment.time);
}

TEST(HappensBefore, TwoProcessesThatNeverMetAreNotOrdered) {
  Order order;
  const Moment first = now(order, kParent);
  EXPECT_FALSE(after(order, kChild, first));
}

TEST(HappensBefore, AChildComesAfterWhatItsParentDidBeforeTheForkOnly) {
  Order order;
  const Moment before = now(order, kParent);
  order.fork(kParent, kChild, {});
  const Moment later = now(order, kParent);
  EXPECT_TRUE(after(order, kChild, before));
  EXPECT_FALSE(after(order, kChild, later));
  EXPECT_FALSE(after(order, kParent, now(order, kChild)));
}

TEST(HappensBefore, WhoReadsComesAfterWhatTheWriterDidBeforeAndNotAfterWhatItDoesThen) {
  Order order;
  const Moment before = now(order, kParent);
  order.release(kParent, kPipe);
  const Moment later = now(order, kParent);
  order.acquire(kChild, kPipe, {});
  EXPECT_TRUE(after(order, kChild, before));
  EXPECT_FALSE(after(order, kChild, later));
}

TEST(HappensBefore, IsHandedOnByAThirdProcess) {
  Order order;
  const Moment before = now(order, kParent);
  order.release(kParent, kPipe);
  order.acquire(kOther, kPipe, {});
  order.release(kOther, kSemaphore);
  order.acquire(kChild, kSemaphore, {});
  EXPECT_TRUE(after(order, kChild, before));
}

TEST(HappensBefore, RemembersTheLastCallThatOrderedTwo) {
  Order order;
  order.fork(kParent, kChild, {7, -1, ""});
  ASSERT_NE(order.last_order(kChild, kParent), nullptr);
  EXPECT_EQ(order.last_order(kChild, kParent)->event, 7);
  order.release(kParent, kPipe);
  order.acquire(kChild, kPipe, {9, -1, ""});
  EXPECT_EQ(order.last_order(kChild, kParent)->event, 9);
  EXPECT_EQ(order.last_order(kOther, kParent), nullptr);
}

TEST(CountingSemaphore, ThatBeginsAtOneLetsTheSecondInAfterTheFirst) {
  Order order;
  order.set(kParent, kSemaphore, 1);
  order.take(kParent, kSemaphore, {});
  const Moment inside = now(order, kParent);
  order.give(kParent, kSemaphore);
  order.take(kChild, kSemaphore, {});
  EXPECT_TRUE(after(order, kChild, inside));
}

TEST(CountingSemaphore, ThatBeginsAtTwoOrdersNothing) {
  Order order;
  order.set(kOther, kSemaphore, 2);
  order.take(kParent, kSemaphore, {});
  const Moment inside = now(order, kParent);
  order.give(kParent, kSemaphore);
  order.take(kChild, kSemaphore, {});
  EXPECT_FALSE(after(order, kChild, inside));
}

TEST(CountingSemaphore, TakesComeAfterTheGivesThatTheyNeed) {
  Order order;
  order.set(kOther, kSemaphore, 0);
  const Moment first = now(order, kParent);
  order.give(kParent, kSemaphore);
  const Moment second = now(order, kParent);
  order.give(kParent, kSemaphore);
  order.take(kChild, kSemaphore, {});
  EXPECT_TRUE(after(order, kChild, first));
  EXPECT_FALSE(after(order, kChild, second));
  order.take(kChild, kSemaphore, {});
  EXPECT_TRUE(after(order, kChild, second));
}

TEST(CountingSemaphore, ATakeThatIsSeenBeforeItsGiveComesAfterAllThatWasAnnounced) {
  Order order;
  order.set(kOther, kSemaphore, 0);
  const Moment before = now(order, kParent);
  order.announce_give(kParent, kSemaphore);
  order.take(kChild, kSemaphore, {});
  EXPECT_TRUE(after(order, kChild, before));
  order.give(kParent, kSemaphore);  // it was the one that the child took
  const Moment next = now(order, kOther);
  order.give(kOther, kSemaphore);
  order.take(kChild, kSemaphore, {});
  EXPECT_TRUE(after(order, kChild, next));
}

TEST(CountingSemaphore, AGiveThatFailedIsNotTaken) {
  Order order;
  order.set(kOther, kSemaphore, 0);
  order.give(kParent, kSemaphore);
  order.take_back(kSemaphore, 1);
  const Moment real = now(order, kOther);
  order.give(kOther, kSemaphore);
  order.take(kChild, kSemaphore, {});
  EXPECT_TRUE(after(order, kChild, real));
}

TEST(CountingSemaphore, WhoLooksAtItsValueComesAfterAllGives) {
  Order order;
  const Moment before = now(order, kParent);
  order.give(kParent, kSemaphore);
  order.see(kChild, kSemaphore, {});
  EXPECT_TRUE(after(order, kChild, before));
}

}  // namespace
}  // namespace ipclab::races
