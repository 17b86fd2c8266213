// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an epoch does to the files of one folder.
 *
 * @param folder the folder's path
 * @param staged paths of files that were staged
 * @param names the name that each of them gets, in the same order
 * @param kept names of all files that are there before and after
 * @param added names of files that are there only after
 * @param deleted names of files that are there only before
 */
record FolderChange(
    String folder,
    List<String> staged,
    List<String> names,
    List<String> kept,
    List<String> added,
    List<String> deleted) {

  /** Returns whether nothing happens to any file. */
  boolean isEmpty() {
    return names.isEmpty() && deleted.isEmpty();
  }

  /**
   * Carries it out, or what is left of it, in an order in which {@code LATEST.json} never names a
   * file that is not there. While files are replaced it says that it is not complete: who finds it
   * complete and the same before and after reading, has read one epoch's files. Where no files are
   * left, neither is {@code LATEST.json}.
   */
  void carryOut(long epoch, Owner owner) throws IOException {
    OutputFolder place = OutputFolder.of(folder, owner);
    List<String> after = new ArrayList<>(kept);
    after.addAll(added);
    if (after.isEmpty()) {
      place.deleteLatest();
    } else {
      place.replaceLatest(LatestFiles.json(owner, epoch, false, kept));
      place.move(staged, names);
      place.replaceLatest(LatestFiles.json(owner, epoch, true, after.stream().sorted().toList()));
    }
    place.delete(deleted);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeUTF(folder);
    for (List<String> each : List.of(staged, names, kept, added, deleted)) {
      out.writeInt(each.size());
      for (String text : each) {
        out.writeUTF(text);
      }
    }
  }

  static FolderChange read(DataInputStream in) throws IOException {
    return new FolderChange(
        in.readUTF(), readList(in), readList(in), readList(in), readList(in), readList(in));
  }

  private static List<String> readList(DataInputStream in) throws IOException {
    List<String> list = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      list.add(in.readUTF());
    }
    return list;
  }
}
