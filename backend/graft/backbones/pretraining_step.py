"""One step of a backbone's training: crops and colours, two losses, AdamW, a moving average."""

import numpy as np
import tensorflow as tf
import tf_keras as keras

from graft.backbones.pretraining_data import Pictures
from graft.backbones.pretraining_teacher import Targets
from graft.backbones.recipes import Recipe

AVERAGE_START = 10  # the moving average follows quickly during the first steps


class Learner:
    """The network, its two heads, its optimizer and its averaged twin.

    The heads (classes; the teacher's features at every place of the maps, linear) exist only here:
    the finished network is the averaged backbone alone.
    """

    def __init__(self, recipe: Recipe, backbone: keras.Model, classes: int, teacher: Targets | None) -> None:
        self.recipe = recipe
        self._pooled_variance = teacher.pooled_variance if teacher else 1.0
        maps, vector = backbone.output
        outputs = [keras.layers.Dense(classes, name="classes")(vector)]
        if teacher:
            outputs.append(keras.layers.Conv2D(teacher.width, 1, name="teacher")(maps))
        self.model = keras.Model(backbone.input, outputs)
        self.backbone = backbone
        self._optimizer = keras.optimizers.AdamW(
            recipe.rate, weight_decay=recipe.weight_decay, beta_2=0.99, jit_compile=False
        )
        self._optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
        self._optimizer.build(self.model.trainable_variables)
        self._average = [tf.Variable(weight, trainable=False) for weight in self.model.weights]
        self._step = tf.Variable(tf.constant(0, tf.int64), trainable=False)
        self._learn = tf.function(self._learn_eagerly, reduce_retracing=True)
        self.checkpoint = tf.train.Checkpoint(
            model=self.model, optimizer=self._optimizer, average=self._average, step=self._step
        )

    @property
    def step(self) -> int:
        """Steps done."""
        return int(self._step.numpy())

    def learn(
        self,
        *,
        pixels: np.ndarray,
        boxes: np.ndarray,
        labels: np.ndarray,
        targets: np.ndarray | None,
        size: int,
        rate: float,
    ) -> np.ndarray:
        """One step on ``uint8[N, S, S, 3]`` cut to ``boxes`` and resized to ``size``.

        Returns:
            ``float32[3]``: the loss, its labels' part, its teacher's part.
        """
        if targets is None:
            targets = np.zeros((len(labels), 1, 1, 0), np.float32)
        self._optimizer.learning_rate.assign(rate)
        given = [tf.constant(array) for array in (pixels, boxes, labels, targets)]
        return self._learn(*given, size).numpy()

    def averaged(self) -> keras.Model:
        """The backbone with the averaged weights."""
        twin = keras.models.clone_model(self.backbone)
        average = {
            weight.name: value for weight, value in zip(self.model.weights, self._average, strict=True)
        }
        twin.set_weights([average[weight.name].numpy() for weight in self.backbone.weights])
        return twin

    def accuracy(self, pictures: Pictures, size: int, batch: int = 250) -> float:
        """Share of labelled pictures, whole, that the averaged network and its classes head get right."""
        current = [weight.numpy() for weight in self.model.weights]
        self.model.set_weights([value.numpy() for value in self._average])
        predict = tf.function(
            lambda x: (
                self.model(tf.image.resize(tf.cast(x, tf.float32), (size, size)))[0]
                if isinstance(self.model.output, list)
                else self.model(tf.image.resize(tf.cast(x, tf.float32), (size, size)))
            )
        )
        right = 0
        for start in range(0, len(pictures), batch):
            part = slice(start, start + batch)
            right += int((predict(pictures.pixels[part]).numpy().argmax(1) == pictures.labels[part]).sum())
        self.model.set_weights(current)
        return right / len(pictures)

    def _learn_eagerly(self, pixels, boxes, labels, targets, size: int):
        seen, targets = self._augment(pixels, boxes, targets, size)
        with tf.GradientTape() as tape:
            parts = self._losses(seen, labels, targets)
            loss = parts[0] + self.recipe.distillation * parts[1]
        variables = self.model.trainable_variables
        self._optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        done = tf.cast(self._step.assign_add(1), tf.float32)
        decay = tf.minimum(self.recipe.average, done / (done + AVERAGE_START))
        for value, weight in zip(self._average, self.model.weights, strict=True):
            value.assign(decay * value + (1 - decay) * weight)
        return tf.stack([loss, *parts])

    def _losses(self, seen, labels, targets):
        """Cross-entropy where there is a label; squared distance to the teacher, place by place and pooled.

        Place by place because each picture then teaches as often as its maps have places (hint
        training, Romero et al. 2015, https://arxiv.org/abs/1412.6550); pooled because that is what heads
        will see.
        """
        outputs = self.model(seen, training=True)
        logits = outputs[0] if isinstance(outputs, list) else outputs
        smooth = self.recipe.label_smoothing
        wanted = tf.one_hot(
            labels, logits.shape[-1], 1 - smooth + smooth / logits.shape[-1], smooth / logits.shape[-1]
        )
        known = tf.cast(labels >= 0, tf.float32)
        entropy = tf.nn.softmax_cross_entropy_with_logits(wanted, logits) * known
        by_labels = tf.reduce_sum(entropy) / tf.maximum(tf.reduce_sum(known), 1)
        if not isinstance(outputs, list):
            return [by_labels, tf.constant(0.0)]
        maps = outputs[1]
        wanted = tf.image.resize(targets, tf.shape(maps)[1:3], antialias=True)
        by_place = tf.reduce_mean(tf.math.squared_difference(maps, wanted))
        pooled = tf.reduce_mean(maps, axis=[1, 2]) - tf.reduce_mean(targets, axis=[1, 2])
        return [by_labels, by_place + tf.reduce_mean(tf.square(pooled)) / self._pooled_variance]

    def _augment(self, pixels, boxes, targets, size: int):
        """The crops, moved a little, half of them mirrored (their targets too), recoloured.

        Returns:
            float32[N, size, size, 3] in [0, 255], and the targets, float32[N, H, W, C].
        """
        count = tf.shape(pixels)[0]

        def draw(salt: int, shape, low: float, high: float):
            seed = tf.stack([tf.constant(self.recipe.seed * 1000 + salt, tf.int64), self._step])
            return tf.random.stateless_uniform(shape, seed, low, high)

        boxes = tf.clip_by_value(
            boxes + draw(1, (count, 4), -self.recipe.jitter, self.recipe.jitter), 0.0, 1.0
        )
        mirrored = tf.gather(boxes, [0, 3, 2, 1], axis=1)  # x1 beyond x2 reads the row backwards
        mirror = draw(2, (count, 1), 0.0, 1.0) < 0.5
        boxes = tf.where(mirror, mirrored, boxes)
        targets = tf.where(mirror[:, :, None, None], tf.reverse(targets, axis=[2]), targets)
        seen = tf.image.crop_and_resize(tf.cast(pixels, tf.float32), boxes, tf.range(count), (size, size))
        change = self.recipe.colour
        brightness, contrast, saturation = (
            draw(salt, (count, 1, 1, 1), 1 - change, 1 + change) for salt in (3, 4, 5)
        )
        grey = tf.reduce_mean(seen, axis=3, keepdims=True)
        seen = grey + saturation * (seen - grey)
        mean = tf.reduce_mean(grey, axis=[1, 2], keepdims=True)
        return tf.clip_by_value(brightness * (mean + contrast * (seen - mean)), 0.0, 255.0), targets
