// `ipclab exercise new` and `verify`: for those who write exercises. And `ipclab trace`.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/cli/command_line.h"

namespace ipclab {
namespace {

using testing::HasSubstr;
using testing::Not;

class Written : public testing::Test {
 protected:
  Written() { EXPECT_EQ(ipclab({"exercise", "new", "relay"}, here()).status, 0); }
  Surroundings here() const {
    Surroundings around;
    around.folder = folder_.path();
    return around;
  }
  Ran verify(int runs = 1) const {
    return ipclab({"exercise", "verify", "./relay", "--runs", std::to_string(runs)}, here());
  }
  std::string text(const std::string& name) const { return read_whole(folder_.path() / "relay" / name); }
  void replace(const std::string& file, const std::string& from, const std::string& to) const {
    std::string bytes = text(file);
    ASSERT_NE(bytes.find(from), std::string::npos) << from;
    bytes.replace(bytes.find(from), from.size(), to);
    folder_.write("relay/" + file, bytes);
  }
  TempFolder folder_;
};

TEST_F(Written, ANewExerciseIsWhole) {
  const Ran ran = verify(2);
  EXPECT_EQ(ran.out, "✓ relay: reference 2 times, 2 wrong, 0 right\n");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ipclab({"exercise", "new", "relay"}, here()).status, 2) << "made over one that is there";
  EXPECT_EQ(ipclab({"exercise", "new", "../x"}, here()).status, 2);
}

TEST_F(Written, AReferenceThatFailsIsTold) {
  replace("reference/relay.c", "putchar('\\n')", "putchar('!')");
  const Ran ran = verify(2);
  EXPECT_THAT(ran.out, HasSubstr("the reference does not pass in run 1: output.mismatch in one-word"));
  EXPECT_THAT(ran.out, HasSubstr("in run 2 (all cores busy)"));
  EXPECT_EQ(ran.status, 1);
}

TEST_F(Written, AScenarioThatNoWrongProgramFailsTestsNothing) {
  std::filesystem::remove(folder_.path() / "relay/wrong/no-usage.c");
  const Ran ran = verify();
  EXPECT_THAT(ran.out, HasSubstr("scenario no-argument tests nothing"));
  EXPECT_THAT(ran.out, Not(HasSubstr("one-word")));
  EXPECT_EQ(ran.status, 1);
}

TEST_F(Written, AWrongProgramMustGetWhatItDeclares) {
  replace("wrong/prints-itself.c", "topology.missing", "exit.status");
  const Ran ran = verify();
  EXPECT_THAT(ran.out, HasSubstr("wrong/prints-itself.c: exit.status is not found; found is topology.missing"));
  EXPECT_THAT(ran.out, HasSubstr("wrong/prints-itself.c: topology.missing is found and not declared"));
  EXPECT_EQ(ran.status, 1);
}

TEST_F(Written, AMarkMustBeWhereTheFindingPoints) {
  replace("wrong/prints-itself.c", "int main(int argc, char *argv[]) {",
          "int main(int argc, char *argv[]) {  // <topology.missing>");
  EXPECT_THAT(verify().out, HasSubstr("topology.missing is not found at a line that is marked with it"));
}

TEST_F(Written, WhatIsInRightMustPass) {
  folder_.write("relay/right/same.c", text("reference/relay.c"));
  EXPECT_EQ(verify().status, 0);
  const std::string wrong = text("wrong/prints-itself.c");
  folder_.write("relay/right/folder/relay.c", wrong.substr(wrong.find('\n') + 1));  // without what it declares
  const Ran ran = verify();
  EXPECT_THAT(ran.out, HasSubstr("right/folder: it is to pass, and the verdict is fail: topology.missing"));
  EXPECT_EQ(ran.status, 1);
}

TEST_F(Written, WhatOnlyAHiddenScenarioHasIsNotForStudents) {
  replace("README.md", "$ ./relay hello", "$ ./relay 'two  words'");
  replace("starter/relay.c", "#include <stdio.h>", "#include <stdio.h>  /* think of blanks-inside */");
  const Ran ran = verify();
  EXPECT_THAT(ran.out, HasSubstr("README.md holds an input of the hidden scenario blanks-inside: \"two  words\""));
  EXPECT_THAT(ran.out, HasSubstr("starter/relay.c names the hidden scenario blanks-inside"));
  EXPECT_EQ(ran.status, 1);
}

TEST_F(Written, AnExerciseThatCantBeReadIsNotJudged) {
  replace("exercise.toml", "[programs.relay]", "[program.relay]");
  EXPECT_EQ(verify().status, 2);
  EXPECT_EQ(ipclab({"exercise", "verify", "no-such"}, here()).status, 2);
}

TEST_F(Written, TraceShowsCallsPictureAndRecord) {
  const std::string exercise = "./relay", program = "relay/reference";
  const Ran text = ipclab({"trace", exercise, program}, here());
  EXPECT_EQ(text.status, 0);
  EXPECT_THAT(text.out, testing::ContainsRegex("relay\\.c:[0-9]+ +pipe\\(\\) = 0"));
  EXPECT_THAT(text.out, HasSubstr("ends with status 0"));
  const Ran picture = ipclab({"trace", exercise, program, "--format", "picture"}, here());
  EXPECT_THAT(picture.out, HasSubstr("─4→ pipe ─3→"));
  EXPECT_THAT(ipclab({"trace", exercise, program, "--format", "dot"}, here()).out, testing::StartsWith("digraph"));
  const Ran record = ipclab({"trace", exercise, program, "--scenario", "no-argument", "--format", "record"}, here());
  const nlohmann::json first = nlohmann::json::parse(record.out.substr(0, record.out.find('\n')));
  EXPECT_EQ(first.at("schema"), "ipclab.record/1");
  EXPECT_EQ(first.at("scenario"), "no-argument");
}

TEST_F(Written, TraceOfWhatDoesNotBuildSaysWhy) {
  folder_.write("broken/relay.c", "int main(void) { return x; }\n");
  const Ran ran = ipclab({"trace", "./relay", "broken"}, here());
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("build.error"));
  EXPECT_EQ(ipclab({"trace", "./relay", "broken", "--scenario", "none"}, here()).status, 2);
}

}  // namespace
}  // namespace ipclab
