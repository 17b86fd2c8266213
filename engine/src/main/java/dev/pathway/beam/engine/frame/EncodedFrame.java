// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.frame;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A frame on its way to other members, encoded once by who sends it, on the thread of its worker:
 * Jet's threads, which write it to the network and read it from there, only copy bytes.
 *
 * <p>One that goes to all members also holds the frame itself, for the sender's own.
 */
public final class EncodedFrame implements IdentifiedDataSerializable {
  private static final byte[] NOTHING = {};

  private final int partition;
  private final @Nullable Frame local;
  private byte[] bytes;

  /** Creates an empty one, to be read from the network. */
  EncodedFrame() {
    this(0, NOTHING, null);
  }

  /**
   * Creates one to be sent.
   *
   * @param partition see {@link Frame#partition}
   * @param bytes the frame, not changed afterwards
   * @param local the frame itself if a worker on this member gets it as well
   */
  public EncodedFrame(int partition, byte[] bytes, @Nullable Frame local) {
    this.partition = partition;
    this.bytes = bytes;
    this.local = local;
  }

  /** Returns a partition that belongs to the processor this is for; on the sender's member only. */
  public int partition() {
    return partition;
  }

  /** Returns the frame itself, for who is on the sender's member; null if it came over network. */
  public @Nullable Frame local() {
    return local;
  }

  /** Returns the frame in bytes, which must not be changed. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int getFactoryId() {
    return FrameTypes.FACTORY_ID;
  }

  @Override
  public int getClassId() {
    return FrameTypes.ENCODED_FRAME;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeByteArray(bytes);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    byte[] read = in.readByteArray();
    if (read == null) {
      throw new IOException("a frame without bytes");
    }
    bytes = read;
  }
}
