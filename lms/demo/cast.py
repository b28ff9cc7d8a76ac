"""Who is in the demo: five partners, their people, two companies that apply, and the faces that one click lets you be.

Days are counted back from today.
"""

from dataclasses import dataclass

from lms.core.text import Message, msg
from lms.partners.applications.rules import Criterion, NewApplication, NewScore
from lms.partners.rules import PartnerType


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody at a partner. `holds` are certifications with the days since their issue; `read` are courses with the lessons left over."""

    email: str
    name: str
    name_ru: str
    joined: int
    seen: int
    sales: bool = False
    technical: bool = False
    admin: bool = False
    language: str = "ru"
    holds: tuple[tuple[str, int], ...] = ()
    read: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A partner with its figures: name of the figure, how many values, the value, and how many days lie between two of them.

    `projects`: how many there are now, and for how many months each that was paid for has been reported; before that there were fewer.
    """

    name: str
    name_ru: str
    types: tuple[PartnerType, ...]
    products: tuple[str, ...]
    since: int
    members: tuple[Member, ...]
    figures: tuple[tuple[str, int, str, int], ...] = ()
    projects: tuple[int, int] = (0, 0)
    plan: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """A company that applied so many days ago. `scores` are points of the manager, each with the days since they were given."""

    wrote: NewApplication
    received: int
    scores: tuple[tuple[int, NewScore], ...] = ()


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody whom one click lets you be."""

    id: str
    email: str
    title: Message
    story: Message


def at_home(email: str) -> str:
    """The personal address of somebody in the demo, by that of work."""
    return f"{email.partition('@')[0]}@home.example"


MANAGER = ("elena.sokolova@nimbus.example", "Elena Sokolova", "Елена Соколова")
ADMIN = ("igor.lebedev@nimbus.example", "Igor Lebedev", "Игорь Лебедев")
MANAGER_CARD = {
    "title": "Partner manager", "title_ru": "Партнёрский менеджер", "phone": "+7 495 000-00-21",
    "hours": "Monday to Friday, 9 to 18, Moscow", "hours_ru": "понедельник–пятница, 9–18, Москва",
}  # fmt: skip

FACES = (
    Face("seller", "alla.nikitina@zeta.example", msg("Seller"), msg("Alla, Zeta: one lesson and one exam away from the first certificate")),
    Face(
        "engineer",
        "pavel.orlov@gamma.example",
        msg("Engineer"),
        msg("Pavel, Gamma: one lesson away from an exam that lifts the company to Gold"),
    ),
    Face("partner-admin", "irina.belova@vector.example", msg("Partner admin"), msg("Irina, Vector: leads a team at Gold")),
    Face("partner-manager", MANAGER[0], msg("Partner manager"), msg("Elena, Nimbus Cloud: looks after all five companies")),
    Face("programme-admin", ADMIN[0], msg("Programme admin"), msg("Igor, Nimbus Cloud: sees the content, the rules and the log")),
)

SALES_READ = (("cloud-for-sellers", 0), ("programme-rules", 0))
TECHNICAL_READ = (("programme-rules", 0), ("technical-foundations", 0))
ANNA_ENDS = 21
"""In so many days Anna's TA stops counting: the worked example of the programme."""

FEWER_A_MONTH = 2
"""So many projects less were paid for in the month before: companies grow."""

COMPANIES = (
    Company(
        name="Vector", name_ru="Вектор", types=(PartnerType.RESELLER, PartnerType.SERVICE),
        products=("compute", "backup"), since=1100, plan=True,
        projects=(27, 13), figures=(("csat", 8, "4.6", 40), ("delivered_migrations", 12, "1", 30)),
        members=(
            Member(email="irina.belova@vector.example", name="Irina Belova", name_ru="Ирина Белова",
                   joined=1090, seen=0, admin=True, sales=True,
                   holds=(("sf", 400),), read=SALES_READ),
            Member(email="anna.krylova@vector.example", name="Anna Krylova", name_ru="Анна Крылова",
                   joined=1000, seen=1, sales=True, technical=True,
                   holds=(("sf", 700), ("sp", 200), ("ta", -ANNA_ENDS)), read=(*SALES_READ, ("technical-foundations", 0))),
            Member(email="boris.gusev@vector.example", name="Boris Gusev", name_ru="Борис Гусев", joined=900, seen=2, sales=True,
                   holds=(("sf", 650), ("sp", 150)), read=SALES_READ),
            Member(email="dina.savina@vector.example", name="Dina Savina", name_ru="Дина Савина", joined=800, seen=4, sales=True,
                   holds=(("sf", 600), ("sp", 100)), read=SALES_READ),
            Member(email="vera.titova@vector.example", name="Vera Titova", name_ru="Вера Титова", joined=750, seen=3, technical=True,
                   holds=(("ta", 500), ("tp", 300)), read=TECHNICAL_READ),
            Member(email="gleb.frolov@vector.example", name="Gleb Frolov", name_ru="Глеб Фролов", joined=500, seen=6, technical=True,
                   holds=(("ta", 350),), read=TECHNICAL_READ),
        ),
    ),
    Company(
        name="Gamma", name_ru="Гамма", types=(PartnerType.TECHNOLOGY, PartnerType.RESELLER),
        products=("compute", "backup"), since=820, plan=True,
        projects=(24, 11), figures=(("csat", 8, "4.5", 40),),
        members=(
            Member(email="maria.dyachenko@gamma.example", name="Maria Dyachenko", name_ru="Мария Дьяченко",
                   joined=810, seen=1, admin=True, sales=True,
                   holds=(("sf", 620), ("sp", 210)), read=SALES_READ),
            Member(email="timur.galiev@gamma.example", name="Timur Galiev", name_ru="Тимур Галиев", joined=640, seen=2, sales=True,
                   holds=(("sf", 560), ("sp", 90)), read=SALES_READ),
            Member(email="oleg.panin@gamma.example", name="Oleg Panin", name_ru="Олег Панин", joined=600, seen=5, technical=True,
                   holds=(("ta", 480), ("tp", 260)), read=TECHNICAL_READ),
            Member(email="nina.zueva@gamma.example", name="Nina Zueva", name_ru="Нина Зуева", joined=420, seen=7, technical=True,
                   holds=(("ta", 300),), read=TECHNICAL_READ),
            Member(email="pavel.orlov@gamma.example", name="Pavel Orlov", name_ru="Павел Орлов", joined=9, seen=0, technical=True,
                   read=(("programme-rules", 0), ("technical-foundations", 1))),
        ),
    ),
    Company(
        name="Delta", name_ru="Дельта", types=(PartnerType.DISTRIBUTOR,), products=("backup",), since=600,
        projects=(2, 1),
        members=(
            Member(email="kirill.danilov@delta.example", name="Kirill Danilov", name_ru="Кирилл Данилов",
                   joined=590, seen=140, admin=True, sales=True,
                   holds=(("sf", 450),), read=SALES_READ),
            Member(email="olga.mironova@delta.example", name="Olga Mironova", name_ru="Ольга Миронова", joined=300, seen=165, sales=True,
                   read=(("cloud-for-sellers", 3),)),
        ),
    ),
    Company(
        name="Epsilon", name_ru="Эпсилон", types=(PartnerType.CONSULTANT,), products=("compute", "backup"), since=700,
        figures=(("trainings", 5, "1", 45),),
        members=(
            Member(email="svetlana.egorova@epsilon.example", name="Svetlana Egorova", name_ru="Светлана Егорова",
                   joined=690, seen=3, admin=True,
                   sales=True, holds=(("sf", 500), ("sp", 120)), read=SALES_READ),
            Member(email="roman.vlasov@epsilon.example", name="Roman Vlasov", name_ru="Роман Власов", joined=500, seen=12, sales=True,
                   holds=(("sf", 310),), read=SALES_READ),
            Member(email="lev.stepanov@epsilon.example", name="Lev Stepanov", name_ru="Лев Степанов", joined=480, seen=8, technical=True,
                   holds=(("ta", 290),), read=TECHNICAL_READ),
            Member(email="yana.kuzmina@epsilon.example", name="Yana Kuzmina", name_ru="Яна Кузьмина", joined=470, seen=20, technical=True,
                   holds=(("ta", 200),), read=TECHNICAL_READ),
        ),
    ),
    Company(
        name="Zeta", name_ru="Зета", types=(PartnerType.WHITE_LABEL,), products=("compute", "backup"), since=40,
        members=(
            Member(email="denis.rybakov@zeta.example", name="Denis Rybakov", name_ru="Денис Рыбаков",
                   joined=38, seen=2, admin=True, sales=True,
                   read=(("cloud-for-sellers", 2),)),
            Member(email="alla.nikitina@zeta.example", name="Alla Nikitina", name_ru="Алла Никитина", joined=6, seen=0, sales=True,
                   read=(("cloud-for-sellers", 0), ("programme-rules", 1))),
        ),
    ),
)  # fmt: skip

APPLICANTS = (
    Applicant(
        wrote=NewApplication(
            company="Kappa Systems", site="kappa.example", contact="Marta Lind", email="marta.lind@kappa.example",
            types=(PartnerType.SERVICE, PartnerType.RESELLER), language="en",
        ),
        received=6,
        scores=(
            (4, NewScore(criterion=Criterion.COMPANY_DATA, points=4,
                         evidence="In the register since 2014, 38 people, two offices; the last two annual reports are there.",
                         link="https://register.example/kappa-systems")),
            (3, NewScore(criterion=Criterion.RECOMMENDATIONS, points=5,
                         evidence="Maria Dyachenko of Gamma worked with them on three migrations and would do so again.")),
            (3, NewScore(criterion=Criterion.CUSTOMER_REVIEWS, points=3,
                         evidence="Two customers praise the work and say that answers take long in the evening.")),
        ),
    ),
    Applicant(
        wrote=NewApplication(
            company="Тета", site="teta.example", contact="Фёдор Мельников", email="fedor.melnikov@teta.example",
            types=(PartnerType.CONSULTANT,), language="ru",
        ),
        received=1,
    ),
)  # fmt: skip
"""One application is under review, with two lines of its scorecard still to fill; one has just arrived."""
