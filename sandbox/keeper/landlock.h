// Landlock (man 7 landlock): what the calling process and all that it will start can open, whoever they are. It also
// keeps them from looking into processes that are not restricted in the same way.
#pragma once

#include <string>
#include <vector>

namespace ipclab::sandbox {

struct LandlockRule {
  enum class May { Read, Use, Write };  ///< Use: devices; Write: everything
  std::string path;                     ///< it and all below; passed over where it is not there
  May may = May::Read;
};

/// The kernel's version of it; 0: it has none, or refuses it.
int landlock_version();

/// For ever. Null, or the step that failed, with errno set. Where the kernel can, signals and abstract sockets do not
/// leave the group either. Needs no_new_privs.
const char* restrict_by_landlock(const std::vector<LandlockRule>&);

}  // namespace ipclab::sandbox
