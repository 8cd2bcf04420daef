// How strictly runs are kept apart from the machine and from each other.
#pragma once

namespace ipclab::sandbox {

enum class Level {
  Full,      ///< each run has namespaces of its own
  Degraded,  ///< namespaces are refused: Landlock, an own user where we are root, and the tracer instead
};

constexpr const char* to_string(Level level) {
  return level == Level::Full ? "full" : "degraded";
}

/// Level degraded: the beginning of the name of a cage's folder. Every system has the place, and runs can't write
/// there.
constexpr const char* kCageFolder = "/var/tmp/ipclab-";

}  // namespace ipclab::sandbox
