"""Other headings under which committees send the columns of both workbooks.

Case, tone marks, line breaks, "và", punctuation and a unit in brackets are no difference and need no entry.
"""

from __future__ import annotations

NAME = (
    "Tên mô hình, điển hình",
    "Tên MH",
    "Mô hình",
    "Tên mô hình, điển hình Dân vận khéo",
    "Tên mô hình Dân vận khéo",
    "Tên mô hình DVK",
    "Mô hình, điển hình",
    "Mô hình Dân vận khéo",
    "Tên MH, ĐH",
    "Tên mô hình/điển hình",
    "Tên điển hình",
    "Tên hồ sơ",
    "Tên gọi mô hình",
    "Tên gọi",
    "Tên mô hình, cá nhân điển hình",
    "Tên mô hình đăng ký",
)
SITUATION = (
    "Thực trạng, lý do",
    "Thực trạng",
    "Lý do xây dựng",
    "Lý do xây dựng mô hình",
    "Thực trạng, sự cần thiết",
    "Sự cần thiết",
    "Đặt vấn đề",
)
GOALS = (
    "Mục tiêu",
    "Mục tiêu, chỉ tiêu",
    "Mục đích, yêu cầu",
    "Mục tiêu của mô hình",
    "Mục đích",
)
METHOD = (
    "Nội dung, cách làm",
    "Nội dung",
    "Nội dung thực hiện",
    "Cách thức thực hiện",
    "Nội dung, phương pháp thực hiện",
    "Nội dung, giải pháp thực hiện",
    "Cách làm",
    "Nội dung mô hình",
    "Tóm tắt nội dung",
)
AREA = (
    "Địa bàn",
    "Địa bàn, đối tượng thực hiện",
    "Đối tượng",
    "Địa điểm, đối tượng",
    "Địa bàn thực hiện",
    "Địa điểm thực hiện",
    "Địa điểm",
    "Phạm vi, đối tượng",
)
FORCES = (
    "Lực lượng",
    "Lực lượng tham gia",
    "Lực lượng tham gia thực hiện",
    "Lực lượng phối hợp",
    "Thành phần tham gia",
    "Lực lượng nòng cốt",
)
RESOURCES = (
    "Nguồn lực",
    "Thời gian, kinh phí",
    "Kinh phí",
    "Nguồn lực thực hiện",
    "Thời gian và nguồn lực thực hiện",
    "Kinh phí thực hiện",
)
RESULTS = (
    "Kết quả",
    "Kết quả đầu ra",
    "Sản phẩm",
    "Kết quả đạt được",
    "Sản phẩm, kết quả",
    "Kết quả thực hiện",
    "Kết quả dự kiến",
    "Hiệu quả",
    "Kết quả, hiệu quả",
)
SUSTAINABILITY = (
    "Khả năng nhân rộng",
    "Khả năng duy trì",
    "Duy trì, nhân rộng",
    "Khả năng duy trì, nhân rộng mô hình",
    "Hướng duy trì, nhân rộng",
)
UNIT_ID = (
    "Đơn vị",
    "Đơn vị đăng ký mô hình",
    "Đơn vị đăng ký thực hiện",
    "Đơn vị đề nghị",
    "Tên đơn vị",
    "Đơn vị thực hiện",
    "Đơn vị xây dựng",
    "Đơn vị xây dựng mô hình",
    "Xã, phường",
    "Xã, phường, thị trấn",
    "Phường, xã",
    "Địa phương",
    "Địa phương, đơn vị",
    "Đơn vị, địa phương",
    "Cơ quan, đơn vị",
    "Tên cơ quan, đơn vị",
)
CANDIDATE_ID = (
    "Mã số hồ sơ",
    "Mã số",
    "Mã mô hình",
    "Mã MH",
    "Mã HS",
    "Mã mô hình, điển hình",
)
KIND = (
    "Loại hồ sơ",
    "Loại hình",
    "Phân loại",
    "Mô hình hay điển hình",
)
HOLDER = (
    "Đối tượng đề nghị",
    "Tập thể, cá nhân",
    "Loại chủ thể",
    "Chủ thể thực hiện",
    "Chủ thể mô hình",
)
MOVEMENT = (
    "Phong trào thi đua",
    "Tên phong trào",
    "Hưởng ứng phong trào",
    "Thuộc phong trào",
)
SECTOR = (
    "Thuộc lĩnh vực",
    "Tên lĩnh vực",
    "Lĩnh vực hoạt động",
    "Lĩnh vực đăng ký",
    "LV",
)
STARTED_ON = (
    "Ngày bắt đầu",
    "Bắt đầu từ",
    "Bắt đầu",
    "Từ ngày",
    "Thời gian bắt đầu",
    "Thời gian từ ngày",
    "Thời điểm bắt đầu",
    "Ngày bắt đầu thực hiện",
    "Ngày thực hiện",
    "Ngày xây dựng",
)
CANDIDATE_NAME = (
    "Tên mô hình",
    "Tên MH",
    "Mô hình",
    "Tên mô hình, điển hình Dân vận khéo",
    "Tên mô hình Dân vận khéo",
    "Tên mô hình DVK",
    "Mô hình, điển hình",
    "Mô hình Dân vận khéo",
    "Tên MH, ĐH",
    "Tên mô hình/điển hình",
    "Tên điển hình",
    "Tên hồ sơ",
    "Tên gọi mô hình",
    "Tên gọi",
    "Tên mô hình, cá nhân điển hình",
    "Tên mô hình đăng ký",
)
SITE = (
    "Tên điểm",
    "Tên điểm nhân rộng",
    "Nơi nhân rộng",
    "Địa điểm nhân rộng",
    "Điểm áp dụng",
    "Điểm",
)
UNIT_ID_OF_SITES = (
    "Tên đơn vị",
    "Đơn vị thực hiện",
    "Đơn vị xây dựng",
    "Đơn vị xây dựng mô hình",
    "Xã, phường",
    "Xã, phường, thị trấn",
    "Phường, xã",
    "Địa phương",
    "Địa phương, đơn vị",
    "Đơn vị, địa phương",
    "Cơ quan, đơn vị",
    "Tên cơ quan, đơn vị",
)
SINCE = (
    "Ngày nhân rộng",
    "Áp dụng từ ngày",
    "Bắt đầu từ ngày",
    "Ngày bắt đầu",
    "Thời gian từ ngày",
)
STEP = (
    "Các bước",
    "Mốc",
    "Bước thực hiện",
    "Trạng thái",
    "Giai đoạn",
    "Nội dung bước",
)
ON = (
    "Ngày thực hiện",
    "Ngày tháng",
    "Ngày, tháng, năm",
    "Thời gian",
    "Thời điểm",
)
DOCUMENT = (
    "Số văn bản",
    "Văn bản số",
    "Căn cứ",
    "Số, ký hiệu văn bản",
    "Văn bản kèm theo",
)
OCCASION = (
    "Dịp khen thưởng",
    "Dịp khen",
    "Nhân dịp",
)
FORM = (
    "Hình thức khen thưởng",
    "Hình thức khen",
    "Hình thức biểu dương, khen thưởng",
    "Danh hiệu",
)
AUTHORITY = (
    "Cơ quan khen thưởng",
    "Cơ quan ban hành quyết định",
    "Cơ quan quyết định",
    "Cấp khen thưởng",
    "Đơn vị khen thưởng",
    "Cơ quan ban hành",
    "Cơ quan, đơn vị khen thưởng",
)
AUTHORITY_KIND = (
    "Loại cơ quan khen",
    "Khối cơ quan",
    "Khối",
)
LEVEL = (
    "Cấp khen",
    "Cấp cơ quan",
    "Cấp hành chính",
)
DECISION_NO = (
    "Quyết định số",
    "Số QĐ",
    "QĐ số",
    "Số, ký hiệu quyết định",
    "Số hiệu quyết định",
)
DECIDED_ON = (
    "Ngày QĐ",
    "Ngày ban hành",
    "Ngày ký",
    "Ngày ra quyết định",
    "Ngày, tháng, năm quyết định",
    "Ngày khen thưởng",
    "Ngày khen",
)
INDICATOR = (
    "Tên chỉ tiêu",
    "Nội dung",
    "Nội dung chỉ tiêu",
    "Chỉ số",
    "Tiêu chí",
)
PERIOD = (
    "Kỳ báo cáo",
    "Năm",
    "Thời gian",
    "Thời kỳ",
    "Quý",
)
VALUE = (
    "Số liệu",
    "Kết quả",
    "Số lượng",
    "Kết quả thực hiện",
    "Thực hiện",
)
MEASURE = (
    "ĐVT",
    "Đơn vị đo",
    "ĐV tính",
)
INDEX_POINTS = ("Điểm theo chỉ số", "Chỉ số đánh giá", "Điểm đánh giá ngoài", "Điểm chỉ số ngoài")

UNIT_CLASS = ("Hạng", "Phân loại đơn vị", "Loại đơn vị hành chính", "Đơn vị hạng")
WEIGHT = ("Hệ số", "Hệ số điểm", "Trọng số điểm")
PENALTY = ("Tiêu chí điểm trừ", "Trừ điểm")
MARKED_BY = ("Bên chấm", "Do ai chấm", "Thẩm quyền chấm")
