"""What is said in the story of tests/page/reach_story.py, in both languages."""

from dataclasses import dataclass

from tests.page.story import ENGLISH, RUSSIAN, Story


@dataclass(frozen=True)
class ReachWords:
    """told: what is waited for after it, before the next thing is done or the picture is taken."""

    base: Story
    phone_name: str
    asks: str
    kind: str
    skip: str
    send: str
    by_agent: str
    says_who: str
    approve: str
    known: str
    transports: str
    by_sms: str
    add: str
    agree: str
    confirmed: str
    works: str
    who: str
    answer: str
    went_on: str
    reply: str
    is_back: str
    back: str
    sheet: str
    bad_sheet: str
    captions: tuple[str, str, str]
    hide: str


RU = ReachWords(
    base=RUSSIAN,
    phone_name="Телефон Анны",
    asks="Почему счёт за ноябрь больше обычного?",
    kind="Счёт и оплата",
    skip="Пропустить",
    send="Отправить",
    by_agent="Пусть подтвердит сотрудник",
    says_who="Анна Смирнова, договор 1001",
    approve="Подтвердить: договор №1001",
    known="теперь мы знаем, кто вы",
    transports="/transports",
    by_sms="способы связи",
    add="Добавить",
    agree="Согласен",
    confirmed="Подтверждено",
    works="работает",
    who="/who",
    answer="Анна, с ноября у вас второй телевизор: ещё 150 ₽. Отключить?",
    went_on="Отвечаем ему другим способом",
    reply="Да, отключите, пожалуйста",
    is_back="снова на связи",
    back="Отключили. Деньги за декабрь вернём на счёт.",
    sheet="""Номер договора;Вид клиента;Состояние;Оплачен до;Контактное лицо;Телефон;Электронная почта
1001;физлицо;действует;31.12.2027;Анна Смирнова;;anna@example.org
1002;юрлицо;действует;15.12.2027;Борис Орлов;+7 916 000-00-02;
""",
    bad_sheet="""Номер договора;Вид клиента;Состояние;Оплачен до;Контактное лицо;Телефон;Видит заявки
1001;физлицо;действует;31.12.2027;Анна Смирнова;+7 916 000-00-01;свои
1002;юрлицо;действует;31.11.2027;Борис Орлов;+7 916 000-00-02;все
1002;;;;Вера Мир;89160;
1003;ИП Серов;действует;;Глеб Серов;+7 916 000-00-05;свои
1004;физлицо;действует;31.12.2027;=HYPERLINK("http://x");+7 916 000-00-06;
""",
    captions=("Чат Анны в Telegram", "Тема заявки в группе сотрудников", "Телефон Анны без интернета"),
    hide="Скрыть",
)

EN = ReachWords(
    base=ENGLISH,
    phone_name="Anna's phone",
    asks="Why is the November bill higher than usual?",
    kind="Bills and payment",
    skip="Skip",
    send="Send",
    by_agent="Let an agent confirm it",
    says_who="Anna Smith, contract 1001",
    approve="Confirm: contract #1001",
    known="now we know who you are",
    transports="/transports",
    by_sms="my transports",
    add="Add",
    agree="I agree",
    confirmed="Confirmed",
    works="works",
    who="/who",
    answer="Anna, a second TV was connected in November: that is 150 roubles more. Shall we disconnect it?",
    went_on="They are answered another way",
    reply="Yes please, disconnect it",
    is_back="can be reached again",
    back="Done. The money for December goes back to your account.",
    sheet="""Contract;Client kind;State;Paid until;Contact person;Phone;E-mail
1001;person;active;2027-12-31;Anna Smith;;anna@example.org
1002;legal entity;active;2027-12-15;Boris Novak;+7 916 000-00-02;
""",
    bad_sheet="""Contract;Client kind;State;Paid until;Contact person;Phone;Sees tickets
1001;person;active;2027-12-31;Anna Smith;+7 916 000-00-01;own
1002;legal entity;active;2027-11-31;Boris Novak;+7 916 000-00-02;all
1002;;;;Vera Mir;89160;
1003;Serov Ltd;active;;Gleb Serov;+7 916 000-00-05;own
1004;person;active;2027-12-31;=HYPERLINK("http://x");+7 916 000-00-06;
""",
    captions=("Anna's chat in Telegram", "The request's topic in the staff group", "Anna's phone without internet"),
    hide="Hide",
)
