// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a compiled class asks of Beam: the classes, methods and fields in its constant pool. */
final class BeamReferences {
  private static final String BEAM = "org/apache/beam/";

  private static final int UTF8 = 1;
  private static final int INTEGER = 3;
  private static final int FLOAT = 4;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;
  private static final int NAME_AND_TYPE = 12;
  private static final int METHOD_HANDLE = 15;
  private static final int METHOD_TYPE = 16;
  private static final int MODULE = 19;
  private static final int PACKAGE = 20;

  /**
   * One reference.
   *
   * @param owner the class, in the form of class files
   * @param name the method or field, or null for the class itself
   * @param descriptor its type; a method's begins with a parenthesis
   */
  record Reference(String owner, @Nullable String name, String descriptor) {
    String type() {
      return owner.replace('/', '.');
    }

    /** Returns the name that the documentation has, without the types of parameters. */
    @Override
    public String toString() {
      return name == null
          ? type()
          : type() + "." + name + (descriptor.startsWith("(") ? "(...)" : "");
    }
  }

  /** An entry that names others by their index; {@code second} is 0 if it names only one. */
  private record Entry(int tag, int first, int second) {}

  private final @Nullable String[] texts;
  private final @Nullable Entry[] entries;

  private BeamReferences(int size) {
    texts = new String[size];
    entries = new Entry[size];
  }

  /**
   * Returns the references of a class to Beam's.
   *
   * @throws IOException if it is no class file, or of a format unknown here
   */
  static List<Reference> of(InputStream classFile) throws IOException {
    DataInputStream in = new DataInputStream(classFile);
    if (in.readInt() != 0xCAFEBABE) {
      throw new IOException("not a class file");
    }
    in.readInt(); // its version
    BeamReferences pool = new BeamReferences(in.readUnsignedShort());
    pool.read(in);
    return pool.references();
  }

  private void read(DataInputStream in) throws IOException {
    for (int i = 1; i < texts.length; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case UTF8 -> texts[i] = in.readUTF();
        case INTEGER, FLOAT -> in.readInt();
        case LONG, DOUBLE -> {
          in.readLong();
          i++; // takes the place of two
        }
        case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE ->
            entries[i] = new Entry(tag, in.readUnsignedShort(), 0);
        case METHOD_HANDLE -> {
          in.readUnsignedByte();
          in.readUnsignedShort();
        }
        case FIELD, METHOD, INTERFACE_METHOD, NAME_AND_TYPE, 17, 18 ->
            entries[i] = new Entry(tag, in.readUnsignedShort(), in.readUnsignedShort());
        default -> throw new IOException("unknown entry " + tag + " of a constant pool");
      }
    }
  }

  private List<Reference> references() {
    List<Reference> references = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry == null) {
        continue;
      }
      switch (entry.tag) {
        case CLASS -> add(references, text(entry.first), null, "");
        case FIELD, METHOD, INTERFACE_METHOD -> {
          Entry nameAndType = entry(entry.second);
          add(
              references,
              text(entry(entry.first).first),
              text(nameAndType.first),
              text(nameAndType.second));
        }
        default -> {}
      }
    }
    return references;
  }

  private static void add(
      List<Reference> references, String owner, @Nullable String name, String descriptor) {
    if (owner.startsWith(BEAM)) {
      references.add(new Reference(owner, name, descriptor));
    }
  }

  private String text(int index) {
    String text = texts[index];
    if (text == null) {
      throw new IllegalStateException("entry " + index + " of a constant pool is no text");
    }
    return text;
  }

  private Entry entry(int index) {
    Entry entry = entries[index];
    if (entry == null) {
      throw new IllegalStateException("entry " + index + " of a constant pool is of another kind");
    }
    return entry;
  }
}
