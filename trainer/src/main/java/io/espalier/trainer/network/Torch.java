package io.espalier.trainer.network;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;

/** PyTorch in this process, on one device. */
public final class Torch {

  private final Engine engine;
  private final Device device;

  private Torch(Engine engine, Device device) {
    this.engine = engine;
    this.device = device;
  }

  /**
   * Starts PyTorch, or joins it where it was started in this process before; it computes with so
   * many threads from then on.
   *
   * @param threads compute threads, never more than cores
   * @param device {@code cpu}, {@code gpu} or {@code gpu1}; a GPU where there is one, else the CPU,
   *     if empty
   * @throws IllegalArgumentException if there is no such device
   */
  public static Torch start(int threads, Optional<String> device) {
    checkArgument(threads > 0, "PyTorch needs at least 1 thread, not %s.", threads);
    Engine engine = Engine.getEngine("PyTorch");
    JniUtils.setNumThreads(threads);
    // A process may say this once, and may have said it by DJL's own property.
    if (JniUtils.getNumInteropThreads() != 1) {
      JniUtils.setNumInteropThreads(1);
    }
    return new Torch(engine, device.map(name -> named(engine, name)).orElse(best(engine)));
  }

  private static Device best(Engine engine) {
    return engine.getGpuCount() > 0 ? Device.gpu() : Device.cpu();
  }

  private static Device named(Engine engine, String name) {
    checkArgument(
        name.matches("cpu|gpu\\d?"),
        "There is no device '%s'. Choose cpu, gpu, or gpu1 for the second of several.",
        name);
    Device device = Device.fromName(name);
    checkArgument(
        !device.isGpu() || device.getDeviceId() < engine.getGpuCount(),
        "There is no device '%s': PyTorch finds %s GPUs. Choose cpu.",
        name,
        engine.getGpuCount());
    return device;
  }

  /** Returns the version of PyTorch. */
  public String version() {
    return engine.getVersion();
  }

  /** Returns how many GPUs there are. */
  public int gpus() {
    return engine.getGpuCount();
  }

  /** Returns the device's name. */
  public String device() {
    return device.isGpu() ? "gpu" + device.getDeviceId() : "cpu";
  }

  /**
   * Returns a new manager on the device; whoever asks closes it. The thread that asks computes
   * without gradients from then on, except where it collects them.
   */
  public NDManager newManager() {
    // A thread's own setting, which PyTorch begins with on; the engine turns it off in one thread.
    JniUtils.setGradMode(false);
    return engine.newBaseManager(device);
  }
}
