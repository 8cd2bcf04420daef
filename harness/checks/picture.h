// The exercise's picture laid over what was seen: does data go the way of an edge?
//
// Only what the kernel saw counts, never the names of calls. Bytes that flowed are the proof. Where there was no data
// to send, or where an executed program chose not to read what it was given (that is not the student's doing), it is
// enough that the two ends are where the picture has them.
#pragma once

#include <string_view>
#include <vector>

#include "harness/checks/check.h"
#include "harness/checks/endpoints.h"

namespace ipclab {

/// A program of the picture, by the name that was executed, role, "parent", "child" or "any", is this process in this
/// image.
bool is_node(const World&, int process, int image, std::string_view name);

/// Such a process was there.
bool has_run(const World&, std::string_view name);

/// The object is of the edge's kind and has its name, where one is given.
bool is_object_of(const IpcObject&, const PictureEdge&);

/// Data goes from one process to another in the way of the edge.
bool is_drawn(const World&, const std::vector<Endpoint>&, const PictureEdge&);

/// Those ends with bytes that make a forbidden edge true: the writer's, and the reader's where the edge has one. Empty:
/// it isn't there.
std::vector<Endpoint> proof_of(const World&, const std::vector<Endpoint>&, const PictureEdge&);

}  // namespace ipclab
