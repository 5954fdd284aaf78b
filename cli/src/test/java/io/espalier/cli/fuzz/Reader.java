package io.espalier.cli.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.Bytes;
import io.espalier.engine.fault.RunException;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.Replay;
import io.espalier.engine.journal.Run;
import io.espalier.engine.journal.RunFolder;
import io.espalier.space.Task;
import io.espalier.space.spec.CanonicalSpec;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecDocument;
import io.espalier.space.spec.SpecException;
import io.espalier.space.spec.SpecReader;
import io.espalier.trainer.data.DataException;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.WeightsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The readers of files that come from other people, each as a fuzzer sees it: bytes become files,
 * and the files are read or refused.
 *
 * <p>The first byte of an input says how the rest is laid out, so that a change of a header does
 * not always end at the length that stands before it.
 */
enum Reader {
  /** A spec, as far as {@code check} reads it. */
  SPEC(SpecException.class) {
    @Override
    List<Path> write(Path folder, byte[] input) throws IOException {
      return List.of(Files.write(folder.resolve("spec.yaml"), input));
    }

    @Override
    void read(Path folder) {
      SpecDocument document = SPECS.read(folder.resolve("spec.yaml"), List.of());
      SearchSpec spec = document.spec();
      if (!CanonicalSpec.parse(CanonicalSpec.json(spec)).equals(spec)) {
        throw new IllegalStateException("The spec is another after it was written: " + spec);
      }
      document.problems(new Task(3, 10));
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return List.of(
          Files.readAllBytes(Path.of("../specs/quickstart.yaml")),
          "data: {train: x}\nbase: resnet-18@128\nbudget: {macs: 1G}\ntrain: {epochs: 5}"
              .getBytes(UTF_8));
    }

    @Override
    List<String> words() {
      return List.of(
          ("&a |*a|<<: |[[[[|1e999|null|!!int |depthwise|cosine|adamw|macs: |width: |depth: |scales: |"
                  + "groups: |weights: |final: |side: ")
              .split("\\|", -1));
    }
  },

  /** The journal of a run, and what it adds up to. */
  JOURNAL(RunException.class) {
    @Override
    List<Path> write(Path folder, byte[] input) throws IOException {
      return List.of(Files.write(folder.resolve("journal.jsonl"), input));
    }

    @Override
    void read(Path folder) throws IOException {
      RunFolder run = new RunFolder(folder);
      var events = Journal.events(run.journal());
      Run.started(run, events);
      Replay replay = Replay.of(events);
      replay.evaluations().forEach(evaluation -> evaluation.candidate().architecture().summary());
      replay.nextTrial();
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return List.of(
          Files.readAllBytes(JOURNALS.resolve("journal-1.jsonl")),
          Files.readAllBytes(JOURNALS.resolve("journal-3.jsonl")));
    }

    @Override
    List<String> words() {
      return List.of(
          "{\"n\":0,\"at\":\"\",\"event\":{\"event\":\"",
          "started",
          "resumed",
          "proposed",
          "evaluated",
          "trainedInFull",
          "finished",
          "null",
          "[]",
          "{}",
          "1e999",
          "\"score\":");
    }
  },

  /** Weights; where the first byte is odd, the length of the header is put before it. */
  SAFETENSORS(WeightsException.class) {
    @Override
    List<Path> write(Path folder, byte[] input) throws IOException {
      byte[] file = Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
      if (input.length > 0 && input[0] % 2 != 0) {
        int header = Bytes.lastIndexOf(file, (byte) '}') + 1;
        byte[] length =
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header).array();
        file = Bytes.concat(length, file);
      }
      return List.of(Files.write(folder.resolve("weights.safetensors"), file));
    }

    @Override
    void read(Path folder) throws IOException {
      SafetensorsFile file = SafetensorsFile.open(folder.resolve("weights.safetensors"));
      for (SafetensorsFile.Entry entry : file.entries().values()) {
        long size = entry.dims().stream().reduce(1L, Math::multiplyExact);
        if (file.read(entry).length != size) {
          throw new IllegalStateException(entry + " has not " + size + " values");
        }
      }
    }

    @Override
    List<byte[]> seeds() {
      String header =
          """
          {"__metadata__":{"format":"pt"},"a.weight":{"dtype":"F32","shape":[2,1],\
          "data_offsets":[0,8]},"a.bias":{"dtype":"F16","shape":[3],"data_offsets":[8,14]}}""";
      byte[] framed = Bytes.concat(new byte[] {1}, header.getBytes(UTF_8), new byte[14]);
      byte[] raw =
          Bytes.concat(
              new byte[] {0, (byte) header.length(), 0, 0, 0, 0, 0, 0, 0},
              header.getBytes(UTF_8),
              new byte[14]);
      return List.of(framed, raw);
    }

    @Override
    List<String> words() {
      return List.of(
          "\"dtype\":\"",
          "\"shape\":[",
          "\"data_offsets\":[",
          "F64",
          "F32",
          "F16",
          "BF16",
          "I64",
          "__metadata__",
          "9223372036854775807",
          "4294967296",
          "-1",
          "[[[[",
          "1e9",
          "\"a\":{");
    }
  },

  /**
   * A pair of IDX files. The first byte says which are gzipped; two bytes say how long the labels
   * are; then come labels and images.
   */
  IDX(DataException.class) {
    @Override
    List<Path> write(Path folder, byte[] input) throws IOException {
      ByteBuffer rest = ByteBuffer.wrap(input.length < 3 ? new byte[3] : input);
      byte form = rest.get();
      byte[] labels = new byte[Math.min(rest.getShort() & 0xffff, rest.remaining())];
      rest.get(labels);
      byte[] images = new byte[rest.remaining()];
      rest.get(images);
      return List.of(
          Files.write(
              folder.resolve("x-labels-idx1-ubyte"), Images.gzipped(labels, (form & 1) != 0)),
          Files.write(
              folder.resolve("x-images-idx3-ubyte"), Images.gzipped(images, (form & 2) != 0)));
    }

    @Override
    void read(Path folder) throws IOException {
      Images.read(folder, "x");
    }

    @Override
    List<byte[]> seeds() throws IOException {
      byte[] labels = Bytes.concat(Images.ints(0x801, 4), new byte[] {0, 1, 0, 1});
      byte[] images = Bytes.concat(Images.ints(0x803, 4, 2, 2), new byte[16]);
      byte[] zipped = Images.gzipped(images, true);
      byte[] length = {0, (byte) labels.length};
      return List.of(
          Bytes.concat(new byte[] {0}, length, labels, images),
          Bytes.concat(new byte[] {3}, length, labels, images),
          Bytes.concat(new byte[] {0}, length, labels, zipped));
    }

    @Override
    List<String> words() {
      return List.of("\0\0\10\3", "\0\0\10\1", "\177\377\377\377", "\0\0\0\1", "\1\0\0\0");
    }
  },

  /**
   * A CIFAR batch. An odd first byte fills the batch up to whole records; the second byte says how
   * long the file of class names is.
   */
  CIFAR(DataException.class) {
    private static final int RECORD = 3073;

    @Override
    List<Path> write(Path folder, byte[] input) throws IOException {
      ByteBuffer rest = ByteBuffer.wrap(input.length < 2 ? new byte[2] : input);
      boolean filled = rest.get() % 2 != 0;
      byte[] names = new byte[Math.min(rest.get() & 0xff, rest.remaining())];
      rest.get(names);
      byte[] batch = new byte[rest.remaining()];
      rest.get(batch);
      if (filled) {
        batch = Arrays.copyOf(batch, (batch.length + RECORD - 1) / RECORD * RECORD);
      }
      return List.of(
          Files.write(folder.resolve("batches.meta.txt"), names),
          Files.write(folder.resolve("data_batch_1.bin"), batch));
    }

    @Override
    void read(Path folder) throws IOException {
      Images.read(folder, "train");
    }

    @Override
    List<byte[]> seeds() {
      byte[] batch = new byte[4 * RECORD];
      batch[RECORD] = 1;
      batch[3 * RECORD] = 1;
      byte[] names = "plane\ncar\n".getBytes(UTF_8);
      byte[] head = {1, (byte) names.length};
      return List.of(Bytes.concat(head, names, batch));
    }

    @Override
    List<String> words() {
      return List.of("\n", "\r\n", "\n\n\n\n\n\n\n\n\n\n\n\n");
    }
  };

  private static final SpecReader SPECS = new SpecReader();

  private static final Path JOURNALS =
      Path.of("../engine/src/test/resources/io/espalier/engine/journal");

  private final Class<? extends RuntimeException> refusal;

  Reader(Class<? extends RuntimeException> refusal) {
    this.refusal = refusal;
  }

  /** Tells whether the reader refuses a file in this way, and in words. */
  boolean refuses(RuntimeException e) {
    return refusal.isInstance(e) && e.getMessage() != null && !e.getMessage().isBlank();
  }

  /** Lays an input out in files, and returns them. */
  abstract List<Path> write(Path folder, byte[] input) throws IOException;

  /** Reads the files. */
  abstract void read(Path folder) throws IOException;

  /** Returns inputs to begin with, all of which are read. */
  abstract List<byte[]> seeds() throws IOException;

  /** Returns what is worth putting into an input. */
  abstract List<String> words();
}
