// A small C program for `ipclab run`, written where the test is.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/cli/command_line.h"

namespace ipclab {

class Run : public testing::Test {
 protected:
  /// Runs a C program that is written here.
  Ran run(const char* source, std::vector<std::string> options = {}, const std::vector<std::string>& args = {}) {
    folder_.write("prog.c", source);
    options.insert(options.begin(), "run");
    options.emplace_back("prog.c");
    options.insert(options.end(), args.begin(), args.end());
    Surroundings here;
    here.folder = folder_.path();
    here.env["GREETING"] = "good morning";
    return ipclab(options, here);
  }
  TempFolder folder_;
};

}  // namespace ipclab
