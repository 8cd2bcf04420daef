// exercise.toml written into a temporary folder and loaded.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "harness/exercise/exercise.h"
#include "tests/unit/temp_folder.h"

namespace ipclab {

/// The lines above the scenario of a small exercise with the programs `one` and `two` and the fixture `helper`. 11
/// lines.
inline const std::string kHead = R"(name = "small"
title = "A small exercise"

[programs.one]
[programs.two]

[fixtures.helper]
sources = ["fixtures/helper.c"]

[[scenario]]
name = "first"
)";

struct ExerciseCase {
  TempFolder folder;

  ExerciseCase() {
    folder.write("fixtures/helper.c", "int main(void) { return 0; }\n");
    folder.write("fixtures/table", "1 init\n2 sh\n");
  }

  Exercise load(const std::string& toml) const {
    folder.write("exercise.toml", toml);
    return load_exercise(folder.path());
  }

  /// The scenario of kHead with these lines in it.
  Scenario scenario(const std::string& lines) const { return load(kHead + lines).scenarios.at(0); }

  /// The scenario with the keys of this step that runs `one`.
  StartStep start(const std::string& keys) const {
    return std::get<StartStep>(scenario("steps = [{ start = 'one', " + keys + " }]").steps.at(0).action);
  }

  /// What is wrong with the file: "LINE:COLUMN: sentence"; empty: nothing.
  std::string error(const std::string& toml) const {
    try {
      load(toml);
      return {};
    } catch (const ExerciseError& wrong) {
      const std::string file = (folder.path() / "exercise.toml").string() + ":";
      const std::string what = wrong.what();
      EXPECT_THAT(what, testing::StartsWith(file));
      return what.substr(std::min(what.size(), file.size()));
    }
  }

  std::string error_in_scenario(const std::string& lines) const { return error(kHead + lines); }
  /// Of a step that stands in line 12, column 10.
  std::string error_in_step(const std::string& step) const { return error(kHead + "steps = [" + step + "]\n"); }
};

}  // namespace ipclab
