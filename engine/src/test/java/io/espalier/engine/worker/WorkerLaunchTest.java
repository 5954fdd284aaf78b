package io.espalier.engine.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a worker is started with, as it finds it. */
class WorkerLaunchTest {

  private static final long MEMORY = 1L << 30;

  @TempDir private Path folder;

  /** A worker that only says what it finds. */
  static final class Candid {
    private Candid() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println("arguments " + List.of(arguments));
      System.out.println("heap " + Runtime.getRuntime().maxMemory());
      System.out.println("threads " + System.getenv("OMP_NUM_THREADS"));
      System.out.println("waiting " + System.getenv("OMP_WAIT_POLICY"));
      System.out.println("instructions " + System.getenv("ONEDNN_MAX_CPU_ISA"));
      System.out.println("kept " + System.getenv("MALLOC_TRIM_THRESHOLD_"));
      System.out.println("heaps " + System.getenv("MALLOC_ARENA_MAX"));
      Path limits = Path.of("/proc/self/limits");
      if (Files.exists(limits)) {
        System.out.print(Files.readString(limits));
        System.out.println("victim " + Files.readString(Path.of("/proc/self/oom_score_adj")));
      }
    }
  }

  private String said(Optional<String> device) throws IOException {
    Process process = new WorkerLaunch(folder, Candid.class.getName(), 3, MEMORY).start(device);
    try (InputStream out = process.getInputStream()) {
      return new String(out.readAllBytes(), UTF_8);
    }
  }

  @Test
  void aWorkerHasItsRunItsThreadsAndItsDevice() throws IOException {
    assertThat(said(Optional.of("gpu1")))
        .contains("arguments [%s, 3, gpu1]".formatted(folder))
        .contains(
            "threads 3\n",
            "waiting PASSIVE\n",
            "kept 4294967296\n",
            "heaps 1\n",
            "instructions AVX2\n");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aWorkerMayTakeItsShareOfMemoryAndNoMore() throws IOException {
    String said = said(Optional.empty());
    assertThat(said)
        .containsPattern("Max data size +%d +%d ".formatted(MEMORY, MEMORY))
        .contains("victim 800\n");
    long heap = Long.parseLong(said.replaceAll("(?s).*heap ([0-9]+).*", "$1"));
    assertThat(heap).isLessThan(MEMORY / 2);
  }
}
