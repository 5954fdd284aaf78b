package io.espalier.trainer.weights;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What this thread has allocated on the heap so far. */
final class Allocated {

  static final long MEBIBYTE = 1 << 20;

  private Allocated() {}

  static long bytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
