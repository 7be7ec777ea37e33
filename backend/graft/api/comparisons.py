"""Comparisons: several trainings on the same pictures, side by side."""

from apiflask import APIBlueprint

from graft.api.context import services
from graft.api.schemas import comparisons as schemas
from graft.datasets import projects
from graft.jobs import comparisons
from graft.training import parameters

blueprint = APIBlueprint(
    "comparisons", __name__, url_prefix="/api/projects/<project_id>/compare", tag="Comparisons"
)


@blueprint.post("")
@blueprint.input(schemas.ComparisonIn)
@blueprint.output(schemas.ComparisonOut, status_code=202)
def start_comparison(project_id: str, json_data: schemas.ComparisonIn) -> schemas.ComparisonOut:
    """Train every combination of strategy and backbone on the examples the project has now."""
    with services().database.session() as session:
        project = projects.find(session, project_id)
        made = comparisons.request(
            session,
            services().settings,
            project,
            json_data.strategies,
            json_data.backbones,
            json_data.seed,
        )
        return schemas.ComparisonOut(**comparisons.describe(session, project, made))


@blueprint.get("")
@blueprint.output(schemas.ComparisonList)
def list_comparisons(project_id: str) -> schemas.ComparisonList:
    """The project's comparisons, newest first."""
    with services().database.reading() as session:
        project = projects.find(session, project_id)
        found = [comparisons.describe(session, project, one) for one in comparisons.ids(session, project)]
    items = [schemas.ComparisonOut(**one) for one in found]
    strategies = [schemas.Comparable(id=row.id, title=row.title) for row in parameters.without_source()]
    return schemas.ComparisonList(items=items, strategies=strategies)


@blueprint.get("/<comparison>")
@blueprint.output(schemas.ComparisonOut)
def get_comparison(project_id: str, comparison: str) -> schemas.ComparisonOut:
    """One comparison."""
    with services().database.reading() as session:
        project = projects.find(session, project_id)
        return schemas.ComparisonOut(**comparisons.describe(session, project, comparison))


@blueprint.post("/<comparison>/cancel")
@blueprint.output(schemas.ComparisonOut)
def cancel_comparison(project_id: str, comparison: str) -> schemas.ComparisonOut:
    """Cancel what of it has not ended; finished rows stay."""
    with services().database.session() as session:
        project = projects.find(session, project_id)
        comparisons.cancel(session, project, comparison)
        return schemas.ComparisonOut(**comparisons.describe(session, project, comparison))
