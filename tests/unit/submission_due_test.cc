// Who is late, from when it was handed in.
#include "harness/submission/due.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "harness/submission/gradescope_list.h"

namespace ipclab {
namespace {

constexpr std::int64_t kHour = 3600, kDay = 24 * kHour;

Student who(const std::string& name, std::int64_t handed_in) {
  Student student;
  student.name = name;
  student.handed_in = handed_in;
  return student;
}

TEST(Due, ADayLastsToItsEndAndAMinuteBeginsWithItsFirstSecond) {
  setenv("TZ", "UTC", 1);
  EXPECT_EQ(parse_due("1970-01-02"), 2 * kDay - 1);
  EXPECT_EQ(parse_due("1970-01-02 06:00"), kDay + 6 * kHour);
  EXPECT_EQ(parse_due("1970-01-02T06:00:30"), kDay + 6 * kHour + 30);
}

TEST(Due, WhatIsNoDateIsRefused) {
  for (const char* text : {"", "tomorrow", "2026-02-31", "2026-13-01", "2026-11-20 25:00", "2026-11-20 x"})
    EXPECT_THROW(parse_due(text), std::invalid_argument) << text;
}

TEST(Due, LateIsWhatCameAfterIt) {
  Intake intake;
  intake.students = {who("early", 100), who("just", 1000), who("late", 1000 + kDay / 2)};
  apply_due(1000, &intake);
  EXPECT_FALSE(intake.students[0].late);
  EXPECT_FALSE(intake.students[1].late);
  EXPECT_TRUE(intake.students[2].late);
  EXPECT_EQ(intake.students[2].days_late, 0.5);
}

TEST(Due, ThePlatformsWordStaysAndGetsItsDays) {
  Intake intake;
  intake.students = {who("known", 1000 + kDay), who("in time by the clock", 10)};
  for (Student& student : intake.students) student.late = true;
  apply_due(1000, &intake);
  EXPECT_EQ(intake.students[0].days_late, 1);
  EXPECT_TRUE(intake.students[1].late);
}

TEST(Due, WhoseTimeIsNotKnownIsNamed) {
  Intake intake;
  intake.students = {who("clone", 0)};
  apply_due(1000, &intake);
  EXPECT_FALSE(intake.students[0].late);
  EXPECT_THAT(intake.notes, testing::ElementsAre("when clone handed in is not known"));
}

TEST(Due, GradescopesListHasTheTime) {
  const auto all = read_gradescope_list(
      "submission_1:\n  :submitters:\n  - :name: A\n    :sid: '1'\n  :created_at: 1970-01-02 01:00:00.381047000 Z\n");
  EXPECT_EQ(all.at("submission_1").created, kDay + kHour);
}

}  // namespace
}  // namespace ipclab
