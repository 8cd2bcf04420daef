// A hint and the man pages that it ends in: the pages have a place of their own on the screen.
#pragma once

#include "harness/report/layout.h"

namespace ipclab {

struct Hint {
  std::string text;
  std::string pages;  ///< "man 7 pipe, man 2 msgsnd"; empty where the hint names none at its end
};

Hint split_hint(const std::string& hint);

/// The text, wrapped, and the pages at the right of its last line, or of a line of their own where there is no room.
Lines hint_lines(const std::string& hint, int width, const Paint&);

}  // namespace ipclab
