"""The tree of errors.

::

    GraftError
    ├── BadInput            422  what was sent breaks a rule
    │   ├── BadName, BadValue, WrongTask
    │   ├── BadParameter    UnknownParameter, UnknownPreset
    │   ├── BadNetwork      InputTooSmall, PoolingImpossible, NoGroups, WrongModuleKind, NoTwin
    │   ├── BadPicture      NotAPicture, TruncatedPicture, TooManyPixels, PictureTooLarge, EmptyPicture
    │   ├── BadArchive      NotAnArchive, UnsafeArchive, ArchiveTooLarge, EmptyArchive, BadListing
    │   ├── CannotTrain     NoClasses, TooFewClasses, EmptyClass, TooFewExamples, LabelsMissing, …
    │   └── NothingToCompare
    ├── NotFound            404  UnknownProject, UnknownClass, … UnknownBackbone
    ├── Conflict            409  NameTaken, ImageInOtherClass, ImageLabelled, TaskFixed, RunInProgress …
    ├── WeightsAbsent       409  weights are not on this machine
    └── Failure             500  DiskFull 507, WeightsCorrupt, LossNotFinite, OutOfMemory, ParityFailed …

Each class has a fixed code and an HTTP status; each instance says in one sentence which rule was
broken, what was received and the likely cure. ``details`` is JSON for programs.
"""


class GraftError(Exception):
    """Anything Graft refuses or fails to do, told in one sentence."""

    code = "error"
    status = 500

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def __str__(self) -> str:
        """The sentence."""
        return self.message

    def as_json(self) -> dict[str, object]:
        """``{"code", "message", "details"}``."""
        return {"code": self.code, "message": self.message, "details": self.details}


# What was sent breaks a rule


class BadInput(GraftError):
    """What was sent breaks a rule."""

    code = "bad_input"
    status = 422


class BadName(BadInput):
    """A name is empty, too long or holds control characters."""

    code = "bad_name"


class BadParameter(BadInput):
    """A parameter is outside its range, or goes with no other that was given."""

    code = "bad_parameter"


class UnknownParameter(BadParameter):
    """A strategy has no parameter of that name."""

    code = "unknown_parameter"


class UnknownPreset(BadParameter):
    """No preset of augmentation has that name."""

    code = "unknown_preset"


class BadValue(BadInput):
    """A value that is no finite number."""

    code = "bad_value"


class WrongTask(BadInput):
    """Values for a project of classes, classes for one of values, or several where there is one."""

    code = "wrong_task"


class BadNetwork(BadInput):
    """A network that was asked for can't be."""

    code = "bad_network"


class InputTooSmall(BadNetwork):
    """Pictures smaller than the network can look at."""

    code = "input_too_small"


class PoolingImpossible(BadNetwork):
    """Feature maps of one pixel, which MaxPooling2D can't halve."""

    code = "pooling_impossible"


class NoGroups(BadNetwork):
    """A network whose layers can't be told apart: frozen, or trained as a whole."""

    code = "no_groups"


class WrongModuleKind(BadNetwork):
    """A TF Hub module of another kind than can be used."""

    code = "wrong_module_kind"


class NoTwin(BadNetwork):
    """A network that can't be had with random weights, to be compared with."""

    code = "no_twin"


class BadPicture(BadInput):
    """Bytes that can't become an image."""

    code = "bad_picture"


class NotAPicture(BadPicture):
    """The bytes are of no picture format that Graft reads."""

    code = "not_a_picture"
    status = 415


class TruncatedPicture(BadPicture):
    """A picture that begins well and ends early, or whose pixels can't be decoded."""

    code = "truncated_picture"


class TooManyPixels(BadPicture):
    """A picture of more pixels than the limit."""

    code = "too_many_pixels"
    status = 413


class PictureTooLarge(BadPicture):
    """More bytes than the upload limit."""

    code = "picture_too_large"
    status = 413


class EmptyPicture(BadPicture):
    """No bytes at all."""

    code = "empty_picture"


class BadArchive(BadInput):
    """A zip file or folder that can't be imported as a whole."""

    code = "bad_archive"


class NotAnArchive(BadArchive):
    """Neither a zip file nor a folder of pictures."""

    code = "not_an_archive"


class UnsafeArchive(BadArchive):
    """An entry that would leave the folder: absolute, with ``..``, or a link."""

    code = "unsafe_archive"


class ArchiveTooLarge(BadArchive):
    """More bytes or entries than the limit, packed or unpacked (a bomb)."""

    code = "archive_too_large"
    status = 413


class EmptyArchive(BadArchive):
    """No class folder with pictures in it."""

    code = "empty_archive"


class BadListing(BadArchive):
    """A CSV of pictures that can't be read as one; the sentence tells the line."""

    code = "bad_listing"


class CannotTrain(BadInput):
    """The examples don't allow a training."""

    code = "cannot_train"


class NoClasses(CannotTrain):
    """The project has no class."""

    code = "no_classes"


class TooFewClasses(CannotTrain):
    """One class: nothing to tell apart."""

    code = "too_few_classes"


class EmptyClass(CannotTrain):
    """A class without examples."""

    code = "empty_class"


class TooFewExamples(CannotTrain):
    """A class with fewer examples than a training needs."""

    code = "too_few_examples"


class TooFewToCompare(CannotTrain):
    """Too few pictures are held out for a test that could tell one training from another."""

    code = "too_few_to_compare"


class NothingToCompare(BadInput):
    """Fewer than two combinations of strategy and backbone, or none that ended well."""

    code = "nothing_to_compare"


class LabelsMissing(CannotTrain):
    """Pictures without a value, or without any class and nobody said that there is none."""

    code = "labels_missing"


class OneValue(CannotTrain):
    """Values that are all the same: nothing to learn."""

    code = "one_value"


# What was asked for is not there


class NotFound(GraftError):
    """No such thing."""

    code = "not_found"
    status = 404


class UnknownProject(NotFound):
    """No project of that id or name."""

    code = "unknown_project"


class UnknownClass(NotFound):
    """No class of that id in the project."""

    code = "unknown_class"


class UnknownExample(NotFound):
    """No example of that id in the project."""

    code = "unknown_example"


class UnknownImage(NotFound):
    """No image of that SHA-256."""

    code = "unknown_image"


class UnknownJob(NotFound):
    """No job of that id."""

    code = "unknown_job"


class UnknownRun(NotFound):
    """No run of that id in the project."""

    code = "unknown_run"


class UnknownComparison(NotFound):
    """No comparison of that id in the project, or none at all."""

    code = "unknown_comparison"


class UnknownVersion(NotFound):
    """No version of that number in the project."""

    code = "unknown_version"


class UnknownBackbone(NotFound):
    """No backbone of that name in the catalogue."""

    code = "unknown_backbone"


class UnknownSource(NotFound):
    """No project or backbone that a training could start from."""

    code = "unknown_source"


class UnknownPreview(NotFound):
    """A preview of augmentation that was not drawn, or was swept away."""

    code = "unknown_preview"


class UnknownClassifier(NotFound):
    """A pretrained classifier that was not exported for the page."""

    code = "unknown_classifier"


class FileAbsent(NotFound):
    """A path given on the command line where nothing is."""

    code = "file_absent"


# What was asked for goes against what is there


class Forbidden(GraftError):
    """Somebody who may not."""

    code = "forbidden"
    status = 403


class BadOrigin(Forbidden):
    """A browser sent it for another site's page."""

    code = "bad_origin"


class BadToken(Forbidden):
    """No token, or a wrong one."""

    code = "bad_token"
    status = 401


class Conflict(GraftError):
    """What was asked goes against what is there."""

    code = "conflict"
    status = 409


class NameTaken(Conflict):
    """Another project, or class of the project, has that name."""

    code = "name_taken"


class LimitReached(Conflict):
    """A project holds as many classes or examples as it may."""

    code = "limit_reached"


class ImageInOtherClass(Conflict):
    """The same picture is already an example of another class."""

    code = "image_in_other_class"


class ImageLabelled(Conflict):
    """The same picture is already an example, with another value or other classes."""

    code = "image_labelled"


class TaskFixed(Conflict):
    """A project's task, which can't change once there are examples or classes."""

    code = "task_fixed"


class RunInProgress(Conflict):
    """The project is being trained already."""

    code = "run_in_progress"


class BackboneInUse(Conflict):
    """A backbone that a project, its current version or a training needs."""

    code = "backbone_in_use"


class ComparisonInProgress(Conflict):
    """The project's trainings are being compared already."""

    code = "comparison_in_progress"


class WeightsAbsent(Conflict):
    """A backbone whose weights are not on this machine."""

    code = "weights_absent"


# Graft, or the machine under it, failed


class Failure(GraftError):
    """Graft, or the machine under it, failed."""

    code = "failure"


class DiskFull(Failure):
    """No space left for what was sent."""

    code = "disk_full"
    status = 507


class PortTaken(Failure):
    """Another program listens on the address."""

    code = "port_taken"


class PageNotBuilt(Failure):
    """The page's files are missing."""

    code = "page_not_built"
    status = 503


class FetchFailed(Failure):
    """A download that was asked for did not arrive whole."""

    code = "fetch_failed"
    status = 502


class WeightsCorrupt(Failure):
    """Weights that are not the bytes they should be."""

    code = "weights_corrupt"


class WeightsMismatch(WeightsCorrupt):
    """Good weights of another network, or of the same in another width."""

    code = "weights_mismatch"
    status = 409


class LossNotFinite(Failure):
    """A training's loss was no number before anything had been learnt."""

    code = "loss_not_finite"


class OutOfMemory(Failure):
    """A batch of a training that the machine's memory can't hold."""

    code = "out_of_memory"


class ConversionFailed(Failure):
    """A converter could not make the exported model."""

    code = "conversion_failed"


class ParityFailed(Failure):
    """The exported model disagreed with Keras: not published."""

    code = "parity_failed"


class ParityUnavailable(Failure):
    """The exported model could not be compared with Keras: not published."""

    code = "parity_unavailable"


class ArtifactMissing(Failure):
    """Files of a published version are gone from the home folder."""

    code = "artifact_missing"


class WorkerDied(Failure):
    """The worker ended in the middle of a job more often than it is tried."""

    code = "worker_died"


class Cancelled(GraftError):
    """The work was cancelled on request."""

    code = "cancelled"
    status = 409
